-- R16: every promotion against the days around it. R1: rounded once. An association, unless by lot.
{%- set randomised = var('rules').get('discounts', {}).get('randomised') or [] %}
with sales as (
  select
    *,
    cast(sum(net_amount) over (partition by dimension, member_key, currency_code) as decimal(38,4)) as member_net_amount
  from {{ ref('promotion_sales') }}
),

promoted as (
  select
    *, promotion_key in ('unknown'{% for key in randomised %}, {{ sql_text(key) }}{% endfor %}) and promotion_key <> 'unknown' as is_randomised
  from sales
  where promotion_key <> 'none'
)

select
  promoted.promotion_key,
  coalesce(promotions.promotion_name, 'unknown') as promotion_name,
  promoted.dimension,
  promoted.member_key,
  promoted.member_name,
  promoted.category_name,
  promoted.currency_code,
  windows.first_date as first_date,
  windows.last_date as last_date,
  case when windows.promotion_key is null then 'unknown' when windows.is_declared then 'declared' else 'sales' end as dates_basis,
  case when promoted.is_randomised then 'random' else 'not random' end as assignment,
  case when promoted.is_randomised then 'effect' else 'association' end as finding,
  promoted.order_count,
  promoted.purchase_count,
  promoted.unit_count,
  {{ half_up_money('promoted.gross_amount', 'promoted.currency_code') }} as gross_amount,
  {{ half_up_money('promoted.discount_amount', 'promoted.currency_code') }} as discount_amount,
  {{ half_up_money('promoted.return_amount', 'promoted.currency_code') }} as return_amount,
  {{ half_up_money('promoted.net_amount', 'promoted.currency_code') }} as net_amount,
  {{ share('promoted.net_amount', 'promoted.member_net_amount') }} as net_share,
  {{ share('promoted.discount_amount', 'promoted.gross_amount') }} as mean_discount_rate,
  {{ margin_columns('promoted') }},
  coalesce(rates.promotion_day_count, 0) as promotion_day_count,
  coalesce(rates.baseline_day_count, 0) as baseline_day_count,
  {{ ratio('rates.promotion_unit_count', 'rates.promotion_day_count', 4) }} as units_per_promotion_day,
  {{ ratio('rates.baseline_unit_count', 'rates.baseline_day_count', 4) }} as units_per_baseline_day,
  case when rates.promotion_unit_count > 0 and rates.baseline_unit_count > 0
    then cast(round(cast(rates.promotion_unit_count as double) * rates.baseline_day_count / rates.promotion_day_count / cast(rates.baseline_unit_count as double), 4) as decimal(38,4)) end as unit_ratio,
  intervals.unit_ratio_low,
  intervals.unit_ratio_high,
  intervals.dispersion
from promoted
left join {{ ref('promotions') }} as promotions on promotions.promotion_key = promoted.promotion_key
left join {{ ref('promotion_windows') }} as windows on windows.promotion_key = promoted.promotion_key
{%- for part in ['rates', 'intervals'] %}
left join {{ ref('promotion_' ~ part) }} as {{ part }}
  on {{ part }}.promotion_key = promoted.promotion_key and {{ part }}.dimension = promoted.dimension
  and {{ part }}.member_key = promoted.member_key and {{ part }}.currency_code = promoted.currency_code
{%- endfor %}
