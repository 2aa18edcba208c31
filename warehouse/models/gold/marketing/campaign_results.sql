-- R22: what came of a campaign: how many used their coupon, and what those who were offered one spent
-- per head against those who were held out by lot, with the 95 % interval of the difference (Welch,
-- normal approximation). Empty until a coupon comes back.
{%- set limit = '1.959964 * sqrt(groups.offer_variance + groups.control_variance)' %}
with redeemed as (
  select campaign_id, count(distinct offered_customer_key) as customer_count
  from {{ ref('coupon_redemptions') }}
  where redemption_status = 'redeemed'
  group by campaign_id
),

discounts as (
  select campaign_id, sum(discount_amount) as discount_amount, sum(net_amount) as net_amount
  from {{ ref('coupon_redemptions') }}
  where redemption_status = 'redeemed' and currency_code = '{{ var("shop")["currency"] }}'
  group by campaign_id
),

groups as (
  select
    campaign_id
    {%- for group in ['offer', 'control'] %},
    sum(case when offer_group = '{{ group }}' then head_count else 0 end) as {{ group }}_count,
    sum(case when offer_group = '{{ group }}' then spend_amount else cast(0 as decimal(38,3)) end) as {{ group }}_spend,
    max(case when offer_group = '{{ group }}' then mean_amount end) as {{ group }}_mean,
    max(case when offer_group = '{{ group }}' then mean_variance end) as {{ group }}_variance
    {%- endfor %},
    sum(expected_cost_amount) as expected_cost_amount
  from {{ ref('campaign_groups') }}
  group by campaign_id
)

select
  campaigns.campaign_id,
  campaigns.issued_date,
  campaigns.valid_to_date,
  campaigns.is_complete,
  '{{ var("shop")["currency"] }}' as currency_code,
  cast(coalesce(groups.offer_count, 0) as bigint) as offered_count,
  cast(coalesce(groups.control_count, 0) as bigint) as control_count,
  cast(coalesce(redeemed.customer_count, 0) as bigint) as redeemed_count,
  {{ ratio('coalesce(redeemed.customer_count, 0)', 'groups.offer_count') }} as redemption_rate,
  {{ rule_amount('coupons', 'budget') }} as budget_amount,
  cast(coalesce(groups.expected_cost_amount, 0) as decimal(38,3)) as expected_cost_amount,
  cast(coalesce(discounts.discount_amount, 0) as decimal(38,3)) as redeemed_discount_amount,
  cast(coalesce(discounts.net_amount, 0) as decimal(38,3)) as redeemed_net_amount,
  cast(coalesce(groups.offer_spend, 0) as decimal(38,3)) as offer_spend_amount,
  cast(coalesce(groups.control_spend, 0) as decimal(38,3)) as control_spend_amount,
  {{ money_ratio('groups.offer_spend', 'groups.offer_count', shop_currency()) }} as offer_spend_per_head,
  {{ money_ratio('groups.control_spend', 'groups.control_count', shop_currency()) }} as control_spend_per_head,
  cast(cast(groups.offer_mean - groups.control_mean as decimal(38,{{ shop_places() }})) as decimal(38,3)) as lift_per_head,
  cast(cast(groups.offer_mean - groups.control_mean - {{ limit }} as decimal(38,{{ shop_places() }})) as decimal(38,3)) as lift_per_head_from,
  cast(cast(groups.offer_mean - groups.control_mean + {{ limit }} as decimal(38,{{ shop_places() }})) as decimal(38,3)) as lift_per_head_to
from {{ ref('campaigns') }} as campaigns
left join groups on groups.campaign_id = campaigns.campaign_id
left join redeemed on redeemed.campaign_id = campaigns.campaign_id
left join discounts on discounts.campaign_id = campaigns.campaign_id
