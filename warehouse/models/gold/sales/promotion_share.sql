-- R16: how much of a month's sales was on promotion, and at a discount, by category and in all. R4
with lines as (
  select
    lines.*, calendar.month_start_date, calendar.month_label,
    lines.promotion_key <> 'none' as is_promoted,
    lines.discount_rate > 0 as is_discounted
  from {{ ref('promotion_lines') }} as lines
  inner join {{ ref('calendar') }} as calendar on calendar.date_day = lines.business_date
),

sums as (
  {%- for dimension, member in [('category', 'category_name'), ('all', "'all'")] %}
  {{ 'union all' if not loop.first }}
  select
    month_start_date, max(month_label) as month_label, '{{ dimension }}' as dimension, {{ member }} as member_key, currency_code,
    cast(count(distinct order_key) as bigint) as order_count,
    cast(count(distinct case when not is_return then order_key end) as bigint) as purchase_count,
    cast(count(distinct case when is_promoted then order_key end) as bigint) as promotion_order_count,
    cast(sum(unit_count) as decimal(38,4)) as unit_count,
    cast(sum(case when is_promoted then unit_count else cast(0 as decimal(38,4)) end) as decimal(38,4)) as promotion_unit_count,
    cast(sum(gross_amount) as decimal(38,4)) as gross_amount,
    cast(sum(discount_amount) as decimal(38,4)) as discount_amount,
    cast(sum(net_amount) as decimal(38,4)) as net_amount,
    cast(sum(case when is_promoted then net_amount else cast(0 as decimal(38,4)) end) as decimal(38,4)) as promotion_net_amount,
    cast(sum(case when is_discounted then net_amount else cast(0 as decimal(38,4)) end) as decimal(38,4)) as discounted_net_amount
  from lines
  group by month_start_date, {% if dimension != 'all' %}category_name, {% endif %}currency_code
  {%- endfor %}
)

select
  month_start_date,
  month_label,
  dimension,
  member_key,
  currency_code,
  order_count,
  purchase_count,
  promotion_order_count,
  unit_count,
  promotion_unit_count,
  {{ half_up_money('gross_amount', 'currency_code') }} as gross_amount,
  {{ half_up_money('discount_amount', 'currency_code') }} as discount_amount,
  {{ half_up_money('net_amount', 'currency_code') }} as net_amount,
  {{ half_up_money('promotion_net_amount', 'currency_code') }} as promotion_net_amount,
  {{ half_up_money('discounted_net_amount', 'currency_code') }} as discounted_net_amount,
  {{ share('promotion_net_amount', 'net_amount') }} as promotion_net_share,
  {{ share('discounted_net_amount', 'net_amount') }} as discounted_net_share,
  {{ share('discount_amount', 'gross_amount') }} as mean_discount_rate
from sums
