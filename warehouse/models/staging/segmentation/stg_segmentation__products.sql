-- R7: a product that comes again replaces the row before.
with source as (

    select * from {{ source('segmentation', 'products') }}

)

select
    source_system,
    {{ clean(code('product_id')) }} as product_id,
    {{ clean('product_name') }} as product_name,
    {{ clean('category') }} as category_name,
    {{ clean('subcategory') }} as subcategory_name,
    {{ clean('price') }} as list_price,
    {{ clean(code('product_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
