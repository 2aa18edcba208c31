-- R7: each version of a product, with what it is now beside what it was then. R6: and the unknown member.
select
  history.product_key,
  concat(history.product_key, '-', cast(history.version_number as {{ type_name('varchar') }})) as product_version_key,
  history.source_system,
  history.version_number,
  history.valid_from_date,
  history.valid_to_date,
  history.is_current,
  history.product_name,
  history.category_name,
  history.subcategory_name,
  history.list_price,
  products.category_name as current_category_name
from {{ ref('products_history') }} as history
inner join {{ ref('products') }} as products on products.product_key = history.product_key
union all
select
  'unknown', 'unknown', 'unknown', 1, cast('1900-01-01' as date), cast('9999-12-31' as date), true,
  'unknown', 'unknown', 'unknown', cast(null as decimal(18,4)), 'unknown'
from (select 1 as one_row) as nothing
