-- R11: e-mail and phone stand in the customer's own row; nobody has opted out there.
with source as (

    select * from {{ source('segmentation', 'customers') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ clean('email') }} as email,
    {{ clean('phone') }} as phone,
    coalesce(upper({{ clean('country') }}), '{{ var('shop')['country'] }}') as country_code,
    {{ clean(code('customer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
