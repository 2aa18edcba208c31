-- R22, R6: every coupon that was handed in is told of, with its money; nobody is both offered and held
-- out; a campaign worked out again costs no more than its budget, and its results are those of its members.
with handed_in as (
  select currency_code, {{ half_up('sum(net_amount)') }} as net_amount, {{ half_up('sum(discount_amount)') }} as discount_amount
  from {{ ref('order_lines') }}
  where is_counted and coupon_code is not null
  group by source_system, order_id, coupon_code, currency_code
)

{{ audit_sums('sales with a coupon equal silver', 'coupon_redemptions',
  "select currency_code as scope, net_amount as amount from handed_in",
  "select currency_code as scope, net_amount as amount from " ~ ref('coupon_redemptions')) }}
union all
{{ audit_sums('discounts with a coupon equal silver', 'coupon_redemptions',
  "select currency_code as scope, discount_amount as amount from handed_in",
  "select currency_code as scope, discount_amount as amount from " ~ ref('coupon_redemptions')) }}
union all
{{ audit_none('a coupon counts once', 'codes', 'coupon_redemptions',
  "select offered_customer_key from " ~ ref('coupon_redemptions') ~ " where redemption_status = 'redeemed' group by campaign_id, offered_customer_key having count(*) > 1") }}
union all
{{ audit_none('what is redeemed was offered', 'codes', 'coupon_redemptions',
  "select used.offered_customer_key from " ~ ref('coupon_redemptions') ~ " as used left join " ~ ref('campaign_members') ~ " as members"
  ~ " on members.campaign_id = used.campaign_id and members.customer_key = used.offered_customer_key"
  ~ " where used.redemption_status = 'redeemed' and (members.offer_group is null or members.offer_group <> 'offer')") }}
union all
{{ audit_sums('coupons redeemed are those of the results', 'campaign_results',
  "select 'redeemed' as scope, 1 as amount from " ~ ref('coupon_redemptions') ~ " where redemption_status = 'redeemed'",
  "select 'redeemed' as scope, redeemed_count as amount from " ~ ref('campaign_results')) }}
union all
{{ audit_sums('members of a campaign are those of the results', 'campaign_results',
  "select campaign_id as scope, 1 as amount from " ~ ref('campaign_members'),
  "select campaign_id as scope, offered_count + control_count as amount from " ~ ref('campaign_results')) }}
union all
{{ audit_none('a campaign stayed within its budget and redeemed no more than it offered', 'campaigns', 'campaign_results',
  "select campaign_id from " ~ ref('campaign_results') ~ " where expected_cost_amount > budget_amount or redeemed_count > offered_count") }}
union all
{{ audit_none('the lift lies within its interval', 'campaigns', 'campaign_results',
  "select campaign_id from " ~ ref('campaign_results') ~ " where lift_per_head < lift_per_head_from or lift_per_head > lift_per_head_to") }}
