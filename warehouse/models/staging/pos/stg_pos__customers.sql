-- The customer table of the till's star schema; a customer delivered again replaces the earlier row.
with source as (

    select * from {{ source('pos', 'customer') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    'person' as customer_type,
    nullif(concat_ws(' ', {{ clean('first_name') }}, {{ clean('last_name') }}), '') as full_name,
    {{ clean('first_name') }} as first_name,
    {{ clean('last_name') }} as last_name,
    {{ clean('address') }} as street_address,
    cast(null as {{ type_name('varchar') }}) as city,
    cast(null as {{ type_name('varchar') }}) as state_code,
    {{ clean(code('pincode')) }} as postal_code,
    '{{ var('shop')['country'] }}' as country_code,
    cast(null as {{ type_name('varchar') }}) as latitude,
    cast(null as {{ type_name('varchar') }}) as longitude,
    {{ clean('customer_joining_date') }} as joined_date,
    cast(null as {{ type_name('varchar') }}) as birth_date,
    cast(null as {{ type_name('varchar') }}) as valid_from_at,
    cast(null as {{ type_name('varchar') }}) as valid_to_at,
    {{ clean(code('customer_id')) }} as _slice,
    cast(null as {{ type_name('varchar') }}) as _version,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    cast(null as bigint) as _copy,
    cast(null as {{ type_name('varchar') }}) as _problem,
    _load_id,
    _source_file,
    _source_row
from source
