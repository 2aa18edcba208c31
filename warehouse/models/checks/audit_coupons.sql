-- R22: a campaign never costs more than its budget, the control group never holds a code, and no two
-- customers hold the same one.
select
  'expected cost is within the budget' as audit,
  campaign_id as scope,
  cast({{ rule_amount('coupons', 'budget') }} as {{ type_name('varchar') }}) as expected,
  cast(sum(expected_cost_amount) as {{ type_name('varchar') }}) as found,
  case when sum(expected_cost_amount) <= {{ rule_amount('coupons', 'budget') }} then 'pass' else 'fail' end as verdict,
  'coupon_offers' as guards,
  {{ no_examples() }} as examples
from {{ ref('coupon_offers') }}
group by campaign_id
union all
{% call audit_none('the control group has no code and every offer has one', 'offers', 'coupon_offers') %}
  select customer_key
  from {{ ref('coupon_offers') }}
  where (offer_group = 'control') <> (coupon_code is null)
{% endcall %}
union all
{% call audit_none('a code belongs to one customer', 'codes', 'coupon_offers') %}
  select coupon_code
  from {{ ref('coupon_offers') }}
  where coupon_code is not null
  group by coupon_code
  having count(*) > 1
{% endcall %}
union all
{% call audit_none('only infrequent buyers get an offer', 'offers', 'coupon_offers') %}
  select offers.customer_key
  from {{ ref('coupon_offers') }} as offers
  left join {{ ref('infrequent_buyers') }} as buyers on buyers.customer_key = offers.customer_key
  where buyers.customer_key is null
{% endcall %}
