-- AdventureWorks has no shops of its own: a sales territory is where an order belongs.
with source as (

    select * from {{ source('adventureworks', 'sales_territory') }}

)

select
    source_system,
    {{ clean(code('territory_id')) }} as store_id,
    {{ clean('name') }} as store_name,
    {{ clean('country_region_code') }} as country_code,
    {{ clean('name') }} as territory_name,
    {{ clean('territory_group') }} as region_name,
    {{ clean(code('territory_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
