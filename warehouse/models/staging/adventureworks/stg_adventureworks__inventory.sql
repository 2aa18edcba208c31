-- Stock lies at locations of the plant, which are no sales territories.
with source as (

    select * from {{ source('adventureworks', 'product_inventory') }}

)

select
    source_system,
    'location ' || {{ clean(code('location_id')) }} as store_id,
    {{ clean(code('product_id')) }} as product_id,
    {{ day_of('modified_date') }} as stock_date,
    {{ clean('quantity') }} as quantity,
    {{ clean(code('product_id')) }} || '|' || {{ clean(code('location_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    is_deleted as _deleted,
    _load_id,
    _source_file,
    _source_row
from source
