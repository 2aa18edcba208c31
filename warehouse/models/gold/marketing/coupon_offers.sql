-- R22: one coupon per candidate and campaign in the order of a keyed draw, as long as the expected
-- cost stays within the budget; the control group is held out of all candidates and gets no code.
-- R5: valid from the as-of date, both ends included.
with drawn as (
  select
    campaign_id, customer_key, tier, category_name, currency_code, coupon_code, is_control, draw_order,
    discount_rate, expected_cost_amount,
    sum(expected_cost_amount) over (
      partition by campaign_id order by draw_order, customer_key rows between unbounded preceding and current row
    ) as committed_amount
  from {{ ref('coupon_candidates') }}
)

select
  drawn.campaign_id,
  drawn.customer_key,
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  contacts.email,
  contacts.phone_number,
  drawn.category_name,
  case when drawn.is_control then 'control' else 'offer' end as offer_group,
  case when not drawn.is_control then drawn.coupon_code end as coupon_code,
  drawn.discount_rate,
  as_of.as_of_date as valid_from_date,
  {{ add_days('as_of.as_of_date', rule('coupons', 'valid_days') - 1) }} as valid_to_date,
  drawn.expected_cost_amount,
  drawn.currency_code,
  drawn.tier
from drawn
inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = drawn.customer_key
cross join {{ ref('as_of') }} as as_of
where drawn.is_control or drawn.committed_amount <= {{ rule_amount('coupons', 'budget') }}
