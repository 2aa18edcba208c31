-- R11: the till knows a customer's phone, and no e-mail.
with source as (

    select * from {{ source('pos', 'customer') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    cast(null as {{ type_name('varchar') }}) as email,
    {{ clean('phone_number') }} as phone,
    cast(null as {{ type_name('varchar') }}) as is_email_opt_out,
    cast(null as {{ type_name('varchar') }}) as is_phone_opt_out,
    cast(null as {{ type_name('varchar') }}) as country_code,
    {{ clean(code('customer_id')) }} as _slice,
    cast(null as {{ type_name('varchar') }}) as _version,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    cast(null as bigint) as _copy,
    cast(null as {{ type_name('varchar') }}) as _problem,
    _load_id,
    _source_file,
    _source_row
from source
