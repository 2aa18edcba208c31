-- R16: what stands under promotions, at depths and in months is what was sold, neither lost nor doubled;
-- an interval holds its ratio, and where there is no baseline nothing is said.
{%- set measures = {'units': 'unit_count', 'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount'} %}
{%- set facts = {'units': 'quantity', 'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount'} %}
with facts as (
  select * from {{ ref('fact_sales') }}
),

promotion_lines as (
  select * from {{ ref('promotion_lines') }}
)

{% for measure, column in measures.items() %}
{%- for dimension in ['product', 'category', 'all'] %}
{{ audit_sums(measure ~ ' of promotions equal fact_sales', 'discount_impact',
  "select concat('" ~ dimension ~ " ', promotion_key, ' ', currency_code) as scope, " ~ facts[measure] ~ ' as amount from facts',
  "select concat('" ~ dimension ~ " ', promotion_key, ' ', currency_code) as scope, " ~ column ~ " as amount from " ~ ref('promotion_sales') ~ " where dimension = '" ~ dimension ~ "'") }}
union all
{%- endfor %}
{%- endfor %}
{{ audit_none('published amounts are the exact ones, rounded once', 'rows', 'discount_impact',
  "select exact.promotion_key from (select * from " ~ ref('promotion_sales') ~ " where promotion_key <> 'none') as exact full join " ~ ref('discount_impact') ~ " as published"
  ~ " on published.promotion_key = exact.promotion_key and published.dimension = exact.dimension and published.member_key = exact.member_key and published.currency_code = exact.currency_code"
  ~ " where published.net_amount is null or exact.net_amount is null or abs(published.net_amount - exact.net_amount) > 0.005 or abs(published.gross_amount - exact.gross_amount) > 0.005"
  ~ " or published.unit_count <> exact.unit_count or published.order_count <> exact.order_count") }}
union all
{{ audit_none('a ratio lies inside its interval', 'rows', 'discount_impact',
  'select 1 as one from ' ~ ref('discount_impact') ~ ' where unit_ratio < unit_ratio_low or unit_ratio > unit_ratio_high') }}
union all
{{ audit_none('without a baseline there is no ratio', 'rows', 'discount_impact',
  'select 1 as one from ' ~ ref('discount_impact') ~ ' where baseline_day_count = 0 and coalesce(unit_ratio, unit_ratio_low, unit_ratio_high) is not null') }}
union all
{{ audit_none('only what was drawn by lot is called an effect', 'rows', 'discount_impact',
  "select 1 as one from " ~ ref('discount_impact') ~ " where (finding = 'effect') <> (assignment = 'random')") }}
{%- for measure in ['units', 'gross', 'discount', 'net'] %}
{%- for table in ['discount_depth', 'promotion_share'] %}
{%- for dimension in ['category', 'all'] %}
union all
{{ audit_sums(measure ~ ' by ' ~ dimension ~ ' equal fact_sales to the rounding', table,
  "select currency_code as scope, 0 as amount from facts",
  "select scope, case when abs(sum(amount)) <= 0.005 * sum(row_count) then 0 else sum(amount) end as amount from ("
  ~ "select currency_code as scope, 0 - " ~ facts[measure] ~ " as amount, 0 as row_count from facts union all select currency_code, " ~ measures[measure] ~ ", 1 from " ~ ref(table) ~ " where dimension = '" ~ dimension ~ "') as sides group by scope") }}
{%- endfor %}
{%- endfor %}
{%- endfor %}
union all
{{ audit_sums('net on promotion agrees with discount_impact', 'promotion_share',
  "select currency_code as scope, 0 as amount from " ~ ref('promotion_share'),
  "select scope, case when abs(sum(amount)) <= 0.005 * sum(row_count) then 0 else sum(amount) end as amount from ("
  ~ "select currency_code as scope, 0 - net_amount as amount, 0 as row_count from " ~ ref('promotion_sales') ~ " where dimension = 'all' and promotion_key <> 'none' union all select currency_code, promotion_net_amount, 1 from " ~ ref('promotion_share') ~ " where dimension = 'all') as sides group by scope") }}
