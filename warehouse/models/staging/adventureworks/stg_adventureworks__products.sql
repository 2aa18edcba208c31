-- Products with the category above their subcategory.
with products as (

    select * from {{ source('adventureworks', 'product') }}

),

subcategories as (

    {{ latest_rows(source('adventureworks', 'product_subcategory'), ['product_subcategory_id']) }}

),

categories as (

    {{ latest_rows(source('adventureworks', 'product_category'), ['product_category_id']) }}

)

select
    products.source_system,
    {{ clean(code('products.product_id')) }} as product_id,
    {{ clean('products.name') }} as product_name,
    {{ clean('categories.name') }} as category_name,
    {{ clean('subcategories.name') }} as subcategory_name,
    {{ clean('products.list_price') }} as list_price,
    {{ clean('products.standard_cost') }} as standard_cost,
    {{ day_of('products.sell_start_date') }} as created_date,
    {{ day_of('products.modified_date') }} as updated_date,
    {{ clean(code('products.product_id')) }} as _slice,
    cast(products._source_row as {{ type_name('varchar') }}) as _part,
    products._load_id,
    products._source_file,
    products._source_row
from products
left join subcategories
    on products.source_system = subcategories.source_system
    and {{ clean(code('products.product_subcategory_id')) }} = subcategories.product_subcategory_id
left join categories
    on subcategories.source_system = categories.source_system
    and subcategories.product_category_id = categories.product_category_id
