-- R3, R4: sales per period and member beside the net amounts of the period before and of the same period
-- a year before: 0 where nothing was sold then, NULL where that lies before the data. Exact.
-- A view: each mart needs a few of the members.
{{ config(materialized="view") }}
with sales as (
  select
    period_type, period_start_date, dimension, member_key, currency_code, order_count, purchase_count, anonymous_order_count, customer_count,
    unit_count, gross_amount, discount_amount, return_unit_count, return_amount, net_amount
  from {{ ref('period_sales') }}
)

select
  sales.period_type,
  sales.period_start_date,
  periods.period_label,
  sales.dimension,
  sales.member_key,
  sales.currency_code,
  sales.order_count,
  sales.purchase_count,
  sales.anonymous_order_count,
  sales.customer_count,
  sales.unit_count,
  sales.gross_amount,
  sales.discount_amount,
  sales.return_unit_count,
  sales.return_amount,
  sales.net_amount,
  case when periods.previous_start_date is not null then coalesce(previous.net_amount, cast(0 as decimal(38,4))) end as previous_net_amount,
  case when periods.year_before_start_date is not null then coalesce(year_before.net_amount, cast(0 as decimal(38,4))) end as year_before_net_amount,
  periods.is_complete
from sales
inner join {{ ref('periods') }} as periods
  on periods.period_type = sales.period_type and periods.period_start_date = sales.period_start_date
{%- for other in ['previous', 'year_before'] %}
left join sales as {{ other }}
  on {{ other }}.period_type = sales.period_type
  and {{ other }}.period_start_date = periods.{{ other }}_start_date
  and {{ other }}.dimension = sales.dimension
  and {{ other }}.member_key = sales.member_key
  and {{ other }}.currency_code = sales.currency_code
{%- endfor %}
