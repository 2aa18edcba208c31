-- R3: how often and how much of each product came back, per currency, whichever way a source tells it; a
-- return told both ways counts once (returned_goods). R6: products that are not known as one.
select
  products.product_key,
  products.category_name,
  products.subcategory_name,
  returned.currency_code,
  cast(count(*) as bigint) as return_count,
  cast(sum(returned.returned_quantity) as decimal(38,4)) as returned_unit_count
from {{ ref('returned_goods') }} as returned
inner join {{ ref('products') }} as products on products.product_key = returned.product_key
group by products.product_key, products.category_name, products.subcategory_name, returned.currency_code
