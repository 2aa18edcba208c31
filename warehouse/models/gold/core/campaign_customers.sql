-- R22, R9: customers as they were when a campaign was issued: orders, main currency and tier, by the
-- rules of customer_tiers and customer_purchases.
with spend as (
  select
    campaign_id, customer_key, currency_code,
    count(distinct order_key) as order_count,
    cast(sum(net_amount) as decimal(38,4)) as spend_amount
  from {{ ref('campaign_lines') }}
  where is_before
  group by campaign_id, customer_key, currency_code
),

ranked as (
  select
    campaign_id, customer_key, currency_code,
    sum(order_count) over (partition by campaign_id, customer_key) as order_count,
    rank() over (partition by campaign_id, currency_code order by spend_amount desc) - 1 as customers_ahead,
    count(*) over (partition by campaign_id, currency_code) - 1 as other_customers,
    row_number() over (
      partition by campaign_id, customer_key
      order by order_count desc, case when currency_code = '{{ var("shop")["currency"] }}' then 0 else 1 end, currency_code
    ) as currency_rank
  from spend
)

select
  campaign_id,
  customer_key,
  currency_code,
  cast(order_count as bigint) as order_count,
  case
    when customers_ahead <= {{ rule_number('tiers', 'gold') }} * other_customers then 'gold'
    when customers_ahead <= {{ rule_number('tiers', 'silver') }} * other_customers then 'silver'
    else 'bronze'
  end as tier
from ranked
where currency_rank = 1
