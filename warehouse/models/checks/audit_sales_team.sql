-- R20, R6: the salespeople of a month sold what silver sold, no more and no less; every incentive is
-- what its own lines earn.
with silver_months as (
  select
    {{ month_start('business_date') }} as sales_month, currency_code, {{ half_up('sum(net_amount)') }} as amount
  from {{ ref('order_lines') }}
  where is_counted
  group by source_system, coalesce(store_id, 'unknown'), coalesce(employee_id, 'unknown'), {{ month_start('business_date') }}, currency_code
),

explained as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code,
    {{ half_up('sum(net_amount)') }} as total_sales,
    {{ half_up('sum(line_incentive)') }} as incentive
  from {{ ref('sales_team_incentive_lines') }}
  group by source_system, store_id, sales_person_id, sales_month, currency_code
)

{{ audit_sums('sales of a month equal silver', 'sales_team_data_mart',
  "select concat(cast(sales_month as " ~ type_name('varchar') ~ "), ' ', currency_code) as scope, amount from silver_months",
  "select concat(cast(sales_month as " ~ type_name('varchar') ~ "), ' ', currency_code) as scope, total_sales as amount from " ~ ref('sales_team_data_mart')) }}
union all
{{ audit_none('every incentive is explained by its lines', 'salesperson and month', 'sales_team_incentive_lines',
  'select mart.sales_person_id from ' ~ ref('sales_team_data_mart') ~ ' as mart full join explained '
  ~ 'on explained.source_system = mart.source_system and explained.store_id = mart.store_id and explained.sales_person_id = mart.sales_person_id '
  ~ 'and explained.sales_month = mart.sales_month and explained.currency_code = mart.currency_code '
  ~ 'where (mart.incentive > 0 or explained.incentive is not null) '
  ~ 'and (coalesce(mart.total_sales, -1) <> coalesce(explained.total_sales, -2) or coalesce(mart.incentive, -1) <> coalesce(explained.incentive, -2))') }}
union all
{{ audit_none('nobody without a name or store is paid', 'unknown members', 'sales_team_data_mart',
  "select sales_person_id from " ~ ref('sales_team_data_mart') ~ " where incentive > 0 and (sales_person_id = 'unknown' or store_id = 'unknown')") }}
