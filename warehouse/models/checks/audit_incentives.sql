-- R20: ranking, history and payouts tell of the same sales and incentives; nobody is paid twice, more
-- than they earned, or less than what remains of it; a clawback never exceeds what was earned.
{%- set month_scope = "concat(cast(sales_month as " ~ type_name('varchar') ~ "), ' ', currency_code) as scope" %}
{{ audit_sums('the ranking holds the sales of the team', 'staff_ranking',
  "select " ~ month_scope ~ ", total_sales as amount from " ~ ref('sales_team_data_mart'),
  "select " ~ month_scope ~ ", total_sales as amount from " ~ ref('staff_ranking')) }}
union all
{{ audit_none('shares of a store add up', 'stores and months', 'staff_ranking',
  "select store_id from " ~ ref('staff_ranking') ~ " where store_share is not null group by source_system, store_id, sales_month, currency_code having abs(sum(store_share) - 1) > 0.000001 * count(*)") }}
union all
{{ audit_none('somebody is first in every store', 'stores and months', 'staff_ranking',
  "select store_id from " ~ ref('staff_ranking') ~ " where store_rank is not null group by source_system, store_id, sales_month, currency_code having min(store_rank) <> 1") }}
union all
{{ audit_sums('the history holds the sales of the team', 'incentive_history',
  "select " ~ month_scope ~ ", total_sales as amount from " ~ ref('sales_team_data_mart'),
  "select " ~ month_scope ~ ", total_sales as amount from " ~ ref('incentive_history')) }}
union all
{{ audit_sums('the history holds the incentives of the team', 'incentive_history',
  "select " ~ month_scope ~ ", incentive as amount from " ~ ref('sales_team_data_mart'),
  "select " ~ month_scope ~ ", incentive as amount from " ~ ref('incentive_history')) }}
union all
{{ audit_sums('the history holds every clawback', 'incentive_history',
  "select currency_code as scope, clawback as amount from " ~ ref('incentive_clawbacks'),
  "select currency_code as scope, clawback as amount from " ~ ref('incentive_history')) }}
union all
{{ audit_none('a plan holds in the months that it is valid for', 'rows', 'incentive_history',
  "select plan_name from " ~ ref('incentive_history') ~ " where sales_month < plan_valid_from_date or sales_month > plan_valid_to_date") }}
union all
{{ audit_none('no more is clawed back than was earned', 'salesperson and month', 'incentive_clawbacks',
  "select taken.sales_person_id from (select source_system, store_id, sales_person_id, sales_month, currency_code, sum(clawback) as clawback, min(clawback) as least_clawback from " ~ ref('incentive_clawbacks')
  ~ " group by source_system, store_id, sales_person_id, sales_month, currency_code) as taken left join " ~ ref('sales_team_data_mart') ~ " as mart"
  ~ " on mart.source_system = taken.source_system and mart.store_id = taken.store_id and mart.sales_person_id = taken.sales_person_id"
  ~ " and mart.sales_month = taken.sales_month and mart.currency_code = taken.currency_code"
  ~ " where mart.incentive is null or taken.clawback > mart.incentive or taken.least_clawback < 0") }}
union all
{{ audit_sums('payouts hold every incentive', 'incentive_payouts',
  "select currency_code as scope, incentive as amount from " ~ ref('incentive_history'),
  "select currency_code as scope, incentive as amount from " ~ ref('incentive_payouts')) }}
union all
{{ audit_none('earned is paid, clawed back or carried forward', 'salespeople', 'incentive_payouts',
  "select sales_person_id from (select source_system, sales_person_id, currency_code, sum(paid) as paid, sum(incentive - clawback) as due, max(paid_so_far) as paid_so_far, min(paid) as least_paid, min(carried_forward) as least_carried from "
  ~ ref('incentive_payouts') ~ " group by source_system, sales_person_id, currency_code) as totals where paid <> paid_so_far or paid < due or least_paid < 0 or least_carried < 0") }}
