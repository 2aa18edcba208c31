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
    {{ us_postal_code(clean('pincode')) if var('shop')['country'] == 'US' else clean(code('pincode')) }} as postal_code,
    {{ clean('customer_joining_date') }} as joined_date,
    {{ clean(code('customer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
