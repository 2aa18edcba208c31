-- R22: the category that a customer favoured when a campaign was issued, in the shop's currency where
-- it is the customer's main one; by the rules of favourite_categories.
with categories as (
  select
    campaign_id, customer_key, category_name, currency_code,
    count(distinct order_key) as order_count,
    cast(sum(net_amount) as decimal(38,4)) as spend_amount
  from {{ ref('campaign_lines') }}
  where is_before
  group by campaign_id, customer_key, category_name, currency_code
),

ranked as (
  select
    categories.campaign_id, categories.customer_key, categories.order_count, categories.spend_amount,
    row_number() over (
      partition by categories.campaign_id, categories.customer_key
      order by categories.spend_amount desc, categories.order_count desc, categories.category_name
    ) as category_rank
  from categories
  inner join {{ ref('campaign_customers') }} as customers
    on customers.campaign_id = categories.campaign_id and customers.customer_key = categories.customer_key
    and customers.currency_code = categories.currency_code
  where categories.category_name <> 'unknown' and categories.spend_amount > 0
    and categories.currency_code = '{{ var("shop")["currency"] }}'
)

select campaign_id, customer_key, cast(order_count as bigint) as order_count, spend_amount
from ranked
where category_rank = 1
