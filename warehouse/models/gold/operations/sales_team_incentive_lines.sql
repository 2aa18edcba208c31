-- R20: every order line, sold or returned, behind an incentive that is paid. The lines of one
-- salesperson and month add up to total_sales, and total_sales × incentive_rate is the incentive.
with paid as (
  select
    mart.source_system, mart.store_id, mart.sales_person_id, mart.sales_month, mart.currency_code,
    mart.total_sales, mart.incentive,
    case mart.sales_rank
      {%- for rate in rule('incentive', 'rates') or [] %}
      when {{ loop.index }} then cast({{ rate }} as decimal(10,6))
      {%- endfor %}
      else cast(0 as decimal(10,6))
    end as incentive_rate
  from {{ ref('sales_team_data_mart') }} as mart
  where mart.incentive > 0
),

lines as (
  select
    source_system, store_id, employee_id, {{ month_start('business_date') }} as sales_month,
    order_id, line_number, business_date, product_name, currency_code, net_amount
  from {{ ref('counted_lines') }}
)

select
  lines.source_system,
  lines.store_id,
  lines.employee_id as sales_person_id,
  lines.sales_month,
  lines.order_id,
  lines.line_number,
  lines.business_date,
  lines.product_name,
  lines.currency_code,
  lines.net_amount,
  paid.incentive_rate,
  paid.incentive,
  paid.total_sales
from lines
inner join paid
  on paid.source_system = lines.source_system
  and paid.store_id = lines.store_id
  and paid.sales_person_id = lines.employee_id
  and paid.sales_month = lines.sales_month
  and paid.currency_code = lines.currency_code
