-- R6: one row per product, and the unknown member. R2: what is no goods is known by name, category or number.
with loaded as (

    select * from {{ ref('intake_products') }}
    where _fate = 'loaded'

)

select
    source_system || ':' || product_id as product_key,
    source_system,
    product_id,
    coalesce(product_name, product_id) as product_name,
    coalesce(category_name, 'unknown') as category_name,
    coalesce(subcategory_name, 'unknown') as subcategory_name,
    {{ line_type_of(['product_name', 'category_name', 'subcategory_name', 'product_id']) }} as line_type,
    list_price,
    standard_cost,
    true as is_known
from loaded
union all
select product_key, source_system, product_id, product_name, category_name, subcategory_name, line_type, list_price, standard_cost, is_known
from ({{ unknown_member('products') }}) as unknown_member
