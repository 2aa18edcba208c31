-- R16: how much is sold at which depth of discount, by category and in all. R1: rounded once.
{%- set edges = ['0.05', '0.10', '0.20', '0.30', '0.50'] %}
{%- set bands = ['up to 5 %', 'above 5 to 10 %', 'above 10 to 20 %', 'above 20 to 30 %', 'above 30 to 50 %'] %}
with lines as (
  select
    *,
    case
      when discount_rate <= 0 then 'none'
      {%- for edge in edges %}
      when discount_rate <= {{ edge }} then '{{ bands[loop.index0] }}'
      {%- endfor %}
      else 'above 50 %'
    end as discount_band,
    case when discount_rate <= 0 then 0 {%- for edge in edges %} when discount_rate <= {{ edge }} then {{ loop.index }}{% endfor %} else 6 end as band_number
  from {{ ref('promotion_lines') }}
),

sums as (
  {%- for dimension, member in [('category', 'category_name'), ('all', "'all'")] %}
  {{ 'union all' if not loop.first }}
  select
    '{{ dimension }}' as dimension,
    {{ member }} as member_key,
    currency_code,
    band_number,
    discount_band,
    cast(count(distinct order_key) as bigint) as order_count,
    cast(count(distinct case when not is_return then order_key end) as bigint) as purchase_count,
    cast(sum(case when is_return then 0 else 1 end) as bigint) as line_count,
    {%- for measure in ['unit_count', 'gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
    cast(sum({{ measure }}) as decimal(38,4)) as {{ measure }},
    {%- endfor %}
    {{ margin_sums() }}
  from lines
  group by {% if dimension != 'all' %}category_name, {% endif %}currency_code, band_number, discount_band
  {%- endfor %}
),

wholes as (
  select
    dimension, member_key, currency_code,
    cast(sum(unit_count) as decimal(38,4)) as unit_count, cast(sum(net_amount) as decimal(38,4)) as net_amount
  from sums
  group by dimension, member_key, currency_code
)

select
  sums.dimension,
  sums.member_key,
  sums.currency_code,
  cast(sums.band_number as integer) as band_number,
  sums.discount_band,
  sums.order_count,
  sums.purchase_count,
  sums.line_count,
  sums.unit_count,
  {{ ratio('sums.unit_count', 'sums.line_count', 4) }} as units_per_line,
  {{ share('sums.unit_count', 'wholes.unit_count') }} as unit_share,
  {%- for measure in ['gross_amount', 'discount_amount', 'return_amount', 'net_amount'] %}
  {{ half_up_money('sums.' ~ measure, 'sums.currency_code') }} as {{ measure }},
  {%- endfor %}
  {{ share('sums.net_amount', 'wholes.net_amount') }} as net_share,
  {{ share('sums.discount_amount', 'sums.gross_amount') }} as mean_discount_rate,
  {{ margin_columns('sums') }}
from sums
inner join wholes
  on wholes.dimension = sums.dimension and wholes.member_key = sums.member_key and wholes.currency_code = sums.currency_code
