-- Sales name a product by its name, so the name is the key here; the table's own id is not used.
with source as (

    select * from {{ source('pos', 'product') }}

)

select
    source_system,
    {{ clean('name') }} as product_id,
    {{ clean('name') }} as product_name,
    {{ clean('category') }} as category_name,
    {{ clean('subcategory') }} as subcategory_name,
    {{ clean('current_price') }} as list_price,
    {{ clean('created_date') }} as created_date,
    {{ clean('updated_date') }} as updated_date,
    {{ clean('name') }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
