-- R7: a customer that comes again replaces the row before.
with source as (

    select * from {{ source('segmentation', 'customers') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    'person' as customer_type,
    {{ clean('customer_name') }} as full_name,
    {{ clean('city') }} as city,
    {{ clean('state') }} as state_code,
    {{ us_postal_code(clean('postal_code')) }} as postal_code,
    coalesce(upper({{ clean('country') }}), '{{ var('shop')['country'] }}') as country_code,
    {{ clean(code('customer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
