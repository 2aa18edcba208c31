-- R22, R6: every coupon that was handed in is told of, with its money; nobody is both offered and held
-- out; a campaign worked out again costs no more than its budget, and its results are those of its members.
with handed_in as (
  select
    currency_code,
    {{ half_up_money('sum(net_amount)', 'currency_code') }} as net_amount,
    {{ half_up_money('sum(discount_amount)', 'currency_code') }} as discount_amount
  from {{ ref('sales_and_returns') }}
  where coupon_code is not null
  group by source_system, order_id, coupon_code, currency_code
),

redeemed as (
  select campaign_id, offered_customer_key from {{ ref('coupon_redemptions') }} where redemption_status = 'redeemed'
),

members as (
  select campaign_id, customer_key, offer_group from {{ ref('campaign_members') }}
)

{{ audit_sums('sales with a coupon equal silver', 'coupon_redemptions',
  expected=side('handed_in', 'net_amount', scope='currency_code'),
  found=side(ref('coupon_redemptions'), 'net_amount', scope='currency_code')) }}
union all
{{ audit_sums('discounts with a coupon equal silver', 'coupon_redemptions',
  expected=side('handed_in', 'discount_amount', scope='currency_code'),
  found=side(ref('coupon_redemptions'), 'discount_amount', scope='currency_code')) }}
union all
{% call audit_none('a coupon counts once', 'codes', 'coupon_redemptions') %}
  select offered_customer_key
  from redeemed
  group by campaign_id, offered_customer_key
  having count(*) > 1
{% endcall %}
union all
{% call audit_none('what is redeemed was offered', 'codes', 'coupon_redemptions') %}
  select redeemed.offered_customer_key
  from redeemed
  left join members
    on members.campaign_id = redeemed.campaign_id
    and members.customer_key = redeemed.offered_customer_key
  where members.offer_group is null or members.offer_group <> 'offer'
{% endcall %}
union all
{{ audit_sums('coupons redeemed are those of the results', 'campaign_results',
  expected=side('redeemed', scope="'redeemed'"),
  found=side(ref('campaign_results'), 'redeemed_count', scope="'redeemed'")) }}
union all
{{ audit_sums('members of a campaign are those of the results', 'campaign_results',
  expected=side('members', scope='campaign_id'),
  found=side(ref('campaign_results'), 'offered_count + control_count', scope='campaign_id')) }}
union all
{% call audit_none('a campaign stayed within its budget and redeemed no more than it offered', 'campaigns', 'campaign_results') %}
  select campaign_id
  from {{ ref('campaign_results') }}
  where expected_cost_amount > budget_amount or redeemed_count > offered_count
{% endcall %}
union all
{% call audit_none('the lift lies within its interval', 'campaigns', 'campaign_results') %}
  select campaign_id
  from {{ ref('campaign_results') }}
  where lift_per_head < lift_per_head_from or lift_per_head > lift_per_head_to
{% endcall %}
