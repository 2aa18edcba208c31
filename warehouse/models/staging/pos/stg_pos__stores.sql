-- The store table of the till's star schema.
with source as (

    select * from {{ source('pos', 'store') }}

)

select
    source_system,
    {{ clean(code('id')) }} as store_id,
    'Store ' || {{ clean(code('id')) }} as store_name,
    {{ clean('address') }} as street_address,
    {{ us_postal_code(clean('store_pincode')) if var('shop')['country'] == 'US' else clean(code('store_pincode')) }} as postal_code,
    '{{ var('shop')['country'] }}' as country_code,
    {{ clean('store_manager_name') }} as manager_name,
    {{ clean('store_opening_date') }} as opened_date,
    {{ clean(code('id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
