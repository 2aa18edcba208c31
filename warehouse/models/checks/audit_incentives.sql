-- R20: history, clawbacks and payouts tell of the same sales and incentives; nobody is paid twice, more
-- than they earned, or less than what remains of it; a clawback never exceeds what was earned.
with clawed_back as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code,
    sum(clawback) as clawback, min(clawback) as least_clawback
  from {{ ref('incentive_clawbacks') }}
  group by source_system, store_id, sales_person_id, sales_month, currency_code
),

paid_out as (
  select
    sales_person_id,
    sum(paid) as paid,
    sum(incentive - clawback) as due,
    max(paid_so_far) as paid_so_far,
    min(paid) as least_paid,
    min(carried_forward) as least_carried
  from {{ ref('incentive_payouts') }}
  group by source_system, sales_person_id, currency_code
)

{{ audit_sums('the history holds the sales of the team', 'incentive_history',
  expected=side(ref('sales_team_data_mart'), 'total_sales', scope=['sales_month', 'currency_code']),
  found=side(ref('incentive_history'), 'total_sales', scope=['sales_month', 'currency_code'])) }}
union all
{{ audit_sums('the history holds the incentives of the team', 'incentive_history',
  expected=side(ref('sales_team_data_mart'), 'incentive', scope=['sales_month', 'currency_code']),
  found=side(ref('incentive_history'), 'incentive', scope=['sales_month', 'currency_code'])) }}
union all
{{ audit_sums('the history holds every clawback', 'incentive_history',
  expected=side(ref('incentive_clawbacks'), 'clawback', scope='currency_code'),
  found=side(ref('incentive_history'), 'clawback', scope='currency_code')) }}
union all
{% call audit_none('a plan holds in the months that it is valid for', 'rows', 'incentive_history') %}
  select plan_name
  from {{ ref('incentive_history') }}
  where sales_month < plan_valid_from_date or sales_month > plan_valid_to_date
{% endcall %}
union all
{% call audit_none('no more is clawed back than was earned', 'salesperson and month', 'incentive_clawbacks') %}
  select sales_person_id
  from clawed_back
  left join {{ ref('sales_team_data_mart') }} as mart
    using (source_system, store_id, sales_person_id, sales_month, currency_code)
  where mart.incentive is null
    or clawed_back.clawback > mart.incentive
    or clawed_back.least_clawback < 0
{% endcall %}
union all
{{ audit_sums('payouts hold every incentive', 'incentive_payouts',
  expected=side(ref('incentive_history'), 'incentive', scope='currency_code'),
  found=side(ref('incentive_payouts'), 'incentive', scope='currency_code')) }}
union all
{% call audit_none('earned is paid, clawed back or carried forward', 'salespeople', 'incentive_payouts') %}
  select sales_person_id
  from paid_out
  where paid <> paid_so_far or paid < due or least_paid < 0 or least_carried < 0
{% endcall %}
