-- R16: what stands under promotions is what was sold, neither lost nor doubled; an interval holds its
-- ratio, and where there is no baseline nothing is said.
{%- set measures = {
  'units': 'unit_count', 'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount',
} %}
with sold as (
  select
    promotion_key, currency_code,
    sum(quantity) as unit_count,
    sum(gross_amount) as gross_amount,
    sum(discount_amount) as discount_amount,
    sum(return_amount) as return_amount,
    sum(net_amount) as net_amount
  from {{ ref('fact_sales') }}
  group by promotion_key, currency_code
),

dimensions as (
  select 'product' as dimension union all select 'category' union all select 'all'
),

sold_of_dimensions as (
  select dimensions.dimension, sold.* from sold cross join dimensions
),

exact as (
  select * from {{ ref('promotion_sales') }} where promotion_key <> 'none'
)

{% for measure, column in measures.items() %}
{{ audit_sums(measure ~ ' of promotions equal fact_sales', 'discount_impact',
  expected=side('sold_of_dimensions', column, scope=['dimension', 'promotion_key', 'currency_code']),
  found=side(ref('promotion_sales'), column, scope=['dimension', 'promotion_key', 'currency_code'],
    where="dimension in ('product', 'category', 'all')")) }}
union all
{%- endfor %}
{% call audit_none('published amounts are the exact ones, rounded once', 'rows', 'discount_impact') %}
  select promotion_key
  from exact
  full join {{ ref('discount_impact') }} as published using (promotion_key, dimension, member_key, currency_code)
  where published.net_amount is null or exact.net_amount is null
    or abs(published.net_amount - exact.net_amount) > {{ half_unit('currency_code') }}
    or abs(published.gross_amount - exact.gross_amount) > {{ half_unit('currency_code') }}
    or published.unit_count <> exact.unit_count
    or published.order_count <> exact.order_count
{% endcall %}
union all
{% call audit_none('a ratio lies inside its interval', 'rows', 'discount_impact') %}
  select promotion_key
  from {{ ref('discount_impact') }}
  where unit_ratio < unit_ratio_low or unit_ratio > unit_ratio_high
{% endcall %}
union all
{% call audit_none('without a baseline there is no ratio', 'rows', 'discount_impact') %}
  select promotion_key
  from {{ ref('discount_impact') }}
  where baseline_day_count = 0 and coalesce(unit_ratio, unit_ratio_low, unit_ratio_high) is not null
{% endcall %}
union all
{% call audit_none('only what was drawn by lot is called an effect', 'rows', 'discount_impact') %}
  select promotion_key
  from {{ ref('discount_impact') }}
  where (finding = 'effect') <> (assignment = 'random')
{% endcall %}
