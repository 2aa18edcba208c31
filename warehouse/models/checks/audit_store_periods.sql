-- R23, R6: the stores together sold in each period what sales_by_period says, and the salespeople of a
-- store in each month what the store sold.
with periods as (
  select period_type, period_start_date, currency_code, sum(net_amount) as net_amount
  from {{ ref('store_periods') }}
  group by period_type, period_start_date, currency_code
),

all_sales as (
  select * from {{ ref('period_sales') }} where dimension = 'all'
),

months as (
  select source_system, store_id, currency_code, period_start_date as sales_month, sum(net_amount) as net_amount
  from {{ ref('store_periods') }}
  where period_type = 'month'
  group by source_system, store_id, currency_code, period_start_date
),

team as (
  select source_system, store_id, currency_code, sales_month, sum(net_amount) as net_amount
  from {{ ref('salesperson_months') }}
  group by source_system, store_id, currency_code, sales_month
)

{% call audit_none('stores together sold in each period what sales_by_period says', 'periods', 'store_performance') %}
  select period_start_date
  from periods
  full join all_sales using (period_type, period_start_date, currency_code)
  where periods.net_amount is null or all_sales.net_amount is null or periods.net_amount <> all_sales.net_amount
{% endcall %}
union all
{% call audit_none('salespeople of a store sold in each month what the store sold', 'stores and months', 'store_performance') %}
  select store_id
  from months
  full join team using (source_system, store_id, currency_code, sales_month)
  where months.net_amount is null or team.net_amount is null or months.net_amount <> team.net_amount
{% endcall %}
