-- R7: a store that comes again replaces the row before.
with source as (

    select * from {{ source('segmentation', 'stores') }}

)

select
    source_system,
    {{ clean(code('store_id')) }} as store_id,
    {{ clean('store_name') }} as store_name,
    {{ clean('city') }} as city,
    {{ clean('state') }} as state_code,
    {{ us_postal_code(clean('postal_code')) }} as postal_code,
    '{{ var('shop')['country'] }}' as country_code,
    {{ clean(code('store_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
