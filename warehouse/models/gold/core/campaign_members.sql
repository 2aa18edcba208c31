-- R22: to whom a campaign was offered and who was held out, worked out again as of the day of its issue:
-- the same rules, hash and draw as coupon_offers, so that a run of that day had the same offers.
-- R11: whom marketing may reach is known only as of now. (Rates × 10,000 are whole: see coupon_candidates.)
with priced as (
  select
    codes.campaign_id,
    codes.customer_key,
    codes.coupon_code,
    codes.is_control,
    codes.draw_order,
    customers.tier,
    favourites.order_count,
    favourites.spend_amount,
    case customers.tier
      when 'gold' then {{ rule_number('coupons', 'gold') }}
      when 'silver' then {{ rule_number('coupons', 'silver') }}
      else {{ rule_number('coupons', 'bronze') }}
    end as discount_rate
  from {{ source('science', 'campaign_codes') }} as codes
  {%- for other in ['campaign_customers', 'campaign_favourites', 'campaign_rhythms'] %}
  {%- set alias = other.replace('campaign_', '') %}
  inner join {{ ref(other) }} as {{ alias }}
    on {{ alias }}.campaign_id = codes.campaign_id and {{ alias }}.customer_key = codes.customer_key
  {%- endfor %}
  inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = codes.customer_key
  where rhythms.is_infrequent
),

costed as (
  select
    campaign_id, customer_key, coupon_code, is_control, draw_order, tier,
    case when is_control then cast(0 as decimal(38,3))
      else {{ money_ratio('cast(discount_rate * 10000 * cast(spend_amount as decimal(22,4)) as decimal(38,4))', 'order_count * 10000', shop_currency()) }} end as expected_cost_amount
  from priced
),

drawn as (
  select
    campaign_id, customer_key, coupon_code, is_control, tier, expected_cost_amount,
    sum(expected_cost_amount) over (
      partition by campaign_id order by draw_order, customer_key rows between unbounded preceding and current row
    ) as committed_amount
  from costed
)

select
  campaign_id,
  customer_key,
  case when is_control then 'control' else 'offer' end as offer_group,
  case when not is_control then coupon_code end as coupon_code,
  tier,
  expected_cost_amount
from drawn
where is_control or committed_amount <= {{ rule_amount('coupons', 'budget') }}
