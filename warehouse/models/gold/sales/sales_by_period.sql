-- R1, R3, R4: sales per period and product, category or all, beside the period before and the same
-- period a year before. R6: the unknown product is a member. R24: nothing personal.
with sales as (
  select
    period_type, period_start_date, dimension, member_key, currency_code, order_count, customer_count,
    unit_count, gross_amount, discount_amount, return_unit_count, return_amount, net_amount
  from {{ ref('period_sales') }}
),

compared as (
  select
    sales.period_type, sales.period_start_date, sales.dimension, sales.member_key, sales.currency_code,
    sales.order_count, sales.customer_count, sales.unit_count, sales.gross_amount, sales.discount_amount,
    sales.return_unit_count, sales.return_amount, sales.net_amount,
    periods.period_label,
    periods.is_complete,
    case when periods.previous_start_date is not null then coalesce(previous.net_amount, cast(0 as decimal(18,4))) end as previous_net_amount,
    case when periods.year_before_start_date is not null then coalesce(year_before.net_amount, cast(0 as decimal(18,4))) end as year_before_net_amount
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
),

members as (
  select 'product' as dimension, product_key as member_key, product_name, category_name from {{ ref('products') }}
)

select
  compared.period_type,
  compared.period_start_date,
  compared.period_label,
  compared.dimension,
  compared.member_key,
  case when compared.dimension = 'product' then coalesce(members.product_name, 'unknown') else compared.member_key end as member_name,
  case when compared.dimension = 'product' then coalesce(members.category_name, 'unknown') else compared.member_key end as category_name,
  compared.currency_code,
  compared.order_count,
  compared.customer_count,
  compared.unit_count,
  {{ half_up('compared.gross_amount') }} as gross_amount,
  {{ half_up('compared.discount_amount') }} as discount_amount,
  compared.return_unit_count,
  {{ half_up('compared.return_amount') }} as return_amount,
  {{ half_up('compared.net_amount') }} as net_amount,
  {{ half_up('compared.previous_net_amount') }} as previous_net_amount,
  case when compared.previous_net_amount > 0
    then {{ ratio('compared.net_amount - compared.previous_net_amount', 'compared.previous_net_amount') }} end as net_change_rate,
  {{ half_up('compared.year_before_net_amount') }} as year_before_net_amount,
  case when compared.year_before_net_amount > 0
    then {{ ratio('compared.net_amount - compared.year_before_net_amount', 'compared.year_before_net_amount') }} end as net_change_on_year_rate,
  compared.is_complete
from compared
left join members on members.dimension = compared.dimension and members.member_key = compared.member_key
