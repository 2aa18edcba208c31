-- R22: the category that a customer favours: the most net spend in the customer's main currency,
-- then the most orders, then the name. Unknown products have no category that one could favour.
with ranked as (
  select
    categories.customer_key,
    categories.category_name,
    categories.currency_code,
    categories.order_count,
    categories.spend_amount,
    row_number() over (
      partition by categories.customer_key
      order by categories.spend_amount desc, categories.order_count desc, categories.category_name
    ) as category_rank
  from {{ ref('customer_category_spend') }} as categories
  inner join {{ ref('customer_purchases') }} as purchases
    on purchases.customer_key = categories.customer_key and purchases.currency_code = categories.currency_code
  where categories.category_name <> 'unknown' and categories.spend_amount > 0
)

select customer_key, category_name, currency_code, order_count, spend_amount
from ranked
where category_rank = 1
