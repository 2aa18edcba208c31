-- R3: what vendors delivered of each product and how much of it was sent back to them. That is no return of
-- a customer: nothing of it is in any other table of sales. R5: up to the as-of date. R6: unknown products
-- are a member.
select
  coalesce(products.product_key, 'unknown') as product_key,
  receipts.source_system,
  coalesce(receipts.vendor_id, 'unknown') as vendor_id,
  min(coalesce(products.product_name, 'unknown')) as product_name,
  min(coalesce(products.category_name, 'unknown')) as category_name,
  min(coalesce(products.subcategory_name, 'unknown')) as subcategory_name,
  cast(count(*) as bigint) as receipt_count,
  cast(sum(coalesce(receipts.ordered_quantity, 0)) as decimal(38,4)) as ordered_unit_count,
  cast(sum(coalesce(receipts.received_quantity, 0)) as decimal(38,4)) as received_unit_count,
  cast(sum(coalesce(receipts.rejected_quantity, 0)) as decimal(38,4)) as rejected_unit_count,
  {{ ratio('sum(coalesce(receipts.rejected_quantity, 0))', 'sum(coalesce(receipts.received_quantity, 0))') }} as rejection_rate,
  min(receipts.received_date) as first_received_date,
  max(receipts.received_date) as last_received_date
from {{ ref('purchase_receipts') }} as receipts
cross join {{ ref('as_of') }} as as_of
left join {{ ref('products') }} as products on products.product_key = receipts.source_system || ':' || receipts.product_id
where coalesce(receipts.received_date <= as_of.as_of_date, true)
group by coalesce(products.product_key, 'unknown'), receipts.source_system, coalesce(receipts.vendor_id, 'unknown')
