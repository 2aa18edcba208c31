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
    coalesce(spend.spend_amount, cast(0 as decimal(18,3))) as spend_amount
  from {{ ref('campaign_members') }} as members
  left join spend on spend.campaign_id = members.campaign_id and spend.customer_key = members.customer_key
),

sums as (
  select
    campaign_id, offer_group,
    count(*) as head_count,
    sum(expected_cost_amount) as expected_cost_amount,
    sum(spend_amount) as spend_amount,
    sum(cast(spend_amount * spend_amount as decimal(36,6))) as squared_amount
  from heads
  group by campaign_id, offer_group
)

select
  campaign_id,
  offer_group,
  cast(head_count as bigint) as head_count,
  cast(expected_cost_amount as decimal(18,3)) as expected_cost_amount,
  cast(spend_amount as decimal(18,3)) as spend_amount,
  cast(spend_amount as double) / head_count as mean_amount,
  case when head_count > 1 then greatest(
    (cast(squared_amount as double) - cast(spend_amount as double) * cast(spend_amount as double) / head_count) / (head_count - 1), cast(0 as double))
    / head_count end as mean_variance
from sums
