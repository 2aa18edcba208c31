-- R22: what each group of a campaign spent per head while it held, whether or not they used a coupon:
-- who did is not a matter of chance, who was held out is. R1: in the currency of the shop.
with spend as (
  select campaign_id, customer_key, {{ half_up_money('sum(net_amount)', shop_currency()) }} as spend_amount
  from {{ ref('campaign_lines') }}
  where not is_before and currency_code = '{{ var("shop")["currency"] }}'
  group by campaign_id, customer_key
),

heads as (
  select
    members.campaign_id, members.offer_group, members.expected_cost_amount,
    coalesce(spend.spend_amount, cast(0 as decimal(38,3))) as spend_amount
  from {{ ref('campaign_members') }} as members
  left join spend on spend.campaign_id = members.campaign_id and spend.customer_key = members.customer_key
),

-- Squares of what is beyond a billion are added up in whole millions: their sum would not fit otherwise.
sized as (
  select *,
    abs(spend_amount) >= 1000000000 as is_large,
    round(cast(spend_amount as decimal(28,3)) * cast(0.000001 as decimal(7,6)), 0) as millions
  from heads
),

sums as (
  select
    campaign_id, offer_group,
    count(*) as head_count,
    sum(expected_cost_amount) as expected_cost_amount,
    sum(spend_amount) as spend_amount,
    sum(case when is_large then cast(0 as decimal(38,6)) else {{ square('spend_amount', 3) }} end) as squared_amount,
    sum(case when is_large then {{ square('millions', 0) }} else cast(0 as decimal(38,0)) end) as squared_millions
  from sized
  group by campaign_id, offer_group
)

select
  campaign_id,
  offer_group,
  cast(head_count as bigint) as head_count,
  cast(expected_cost_amount as decimal(38,3)) as expected_cost_amount,
  cast(spend_amount as decimal(38,3)) as spend_amount,
  cast(spend_amount as double) / head_count as mean_amount,
  case when head_count > 1 then greatest(
    (cast(squared_amount as double) + cast(squared_millions as double) * 1e12 - cast(spend_amount as double) * cast(spend_amount as double) / head_count) / (head_count - 1), cast(0 as double))
    / head_count end as mean_variance
from sums
