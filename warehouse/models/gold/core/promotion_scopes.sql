-- R16: what a promotion is looked at for: each product that was sold under it, the products of each
-- category together, and all of them. Where nobody knows the promotion or the product, there is no scope.
with sold as (
  select
    promotion_key, product_key, max(category_name) as category_name,
    case when min(business_date) = max(business_date) then min(business_date) end as only_date
  from {{ ref('promotion_lines') }}
  where promotion_key not in ('none', 'unknown') and product_key <> 'unknown' and unit_count > 0
  group by promotion_key, product_key
)

select promotion_key, 'product' as dimension, product_key as member_key, product_key, only_date from sold
union all
select promotion_key, 'category', category_name, product_key, only_date from sold
union all
select promotion_key, 'all', 'all', product_key, only_date from sold
