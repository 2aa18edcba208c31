-- R7: a product as it was at the time: one row per version. R6: and the unknown member.
select
  product_version_key,
  product_key,
  source_system,
  version_number,
  valid_from_date,
  valid_to_date,
  is_current,
  product_name,
  category_name,
  subcategory_name,
  current_category_name,
  list_price,
  product_key <> 'unknown' as is_known
from {{ ref('product_versions') }}
