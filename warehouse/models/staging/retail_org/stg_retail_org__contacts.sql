-- R7, R11: retail_org has neither e-mail nor phone; they come in a file of their own.
with source as (

    select * from {{ source('retail_org', 'contacts') }}

)

select
    source_system,
    {{ code('customer_id') }} as customer_id,
    {{ clean('email') }} as email,
    {{ clean('phone') }} as phone,
    email_opt_out as is_email_opt_out,
    phone_opt_out as is_phone_opt_out,
    upper({{ clean('country') }}) as country_code,
    {{ code('customer_id') }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
