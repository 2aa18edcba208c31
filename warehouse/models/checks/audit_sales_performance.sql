-- R3, R6: the same lines are counted whatever the place, so every combination of period and dimension has
-- the totals of silver per currency; the star says the same of each place; the factors of the revenue
-- tree are those of the published numbers; and nothing better is missing among the best.
{%- set places = {
  'country': 'territories.country_code', 'territory': 'territories.territory_name', 'channel': 'facts.channel', 'store': 'facts.store_key',
} %}
{%- set fact_places = ref('fact_sales') ~ ' as facts inner join ' ~ ref('dim_territory') ~ ' as territories on territories.territory_key = facts.territory_key' %}
with combinations as (
  select distinct period_type, dimension from {{ ref('sales_performance') }}
),

silver_totals as (
  select
    currency_code, sum(net_amount) as net_amount,
    sum(case when is_return then cast(0 as decimal(18,4)) else quantity end) as unit_count,
    count(distinct order_key) as order_count
  from {{ ref('order_lines') }}
  where is_counted
  group by currency_code
),

exact as (
  select * from {{ ref('period_sales') }} where dimension in ('{{ place_members() | join("', '") }}')
)

{% for measure in ['net_amount', 'unit_count'] %}
{{ audit_sums(measure ~ ' of every period and place equals silver', 'sales_performance',
  "select concat(combinations.period_type, ' ', combinations.dimension, ' ', silver_totals.currency_code) as scope, silver_totals." ~ measure ~ " as amount from combinations cross join silver_totals",
  "select concat(period_type, ' ', dimension, ' ', currency_code) as scope, " ~ measure ~ " as amount from exact") }}
union all
{%- endfor %}
{{ audit_sums('orders of every period equal silver', 'sales_performance',
  "select concat(combinations.period_type, ' ', silver_totals.currency_code) as scope, silver_totals.order_count as amount from combinations cross join silver_totals where combinations.dimension = 'all'",
  "select concat(period_type, ' ', currency_code) as scope, order_count as amount from " ~ ref('sales_performance') ~ " where dimension = 'all'") }}
union all
{{ audit_none('published amounts are the exact ones, rounded once', 'rows', 'sales_performance',
  "select published.period_type from exact full join " ~ ref('sales_performance') ~ " as published"
  ~ " on published.period_type = exact.period_type and published.period_start_date = exact.period_start_date and published.dimension = exact.dimension"
  ~ " and published.member_key = exact.member_key and published.currency_code = exact.currency_code"
  ~ " where published.net_amount is null or exact.net_amount is null or abs(published.net_amount - exact.net_amount) > 0.005") }}
union all
{{ audit_none('the revenue tree multiplies back', 'factors', 'sales_performance',
  "select period_type from " ~ ref('sales_performance') ~ " where has_revenue_tree and (orders_per_customer is null or price_per_unit is null"
  ~ " or abs(cast(orders_per_customer * customer_count as decimal(38,6)) - order_count) > cast(0.0000005 * customer_count as decimal(38,7))"
  ~ " or abs(cast(units_per_order * order_count as decimal(38,6)) - unit_count) > cast(0.0000005 * order_count as decimal(38,7))"
  ~ " or abs(cast(price_per_unit * unit_count as decimal(38,6)) - net_amount) > cast(0.0000005 * unit_count as decimal(38,7)) + 0.005)") }}
union all
{{ audit_sums('sales of all agree with sales_by_period', 'sales_performance',
  "select concat(period_type, ' ', currency_code) as scope, net_amount + order_count + customer_count as amount from " ~ ref('sales_by_period') ~ " where dimension = 'all'",
  "select concat(period_type, ' ', currency_code) as scope, net_amount + order_count + customer_count as amount from " ~ ref('sales_performance') ~ " where dimension = 'all'") }}
{%- for dimension, member in places.items() %}
union all
{{ audit_sums('net of every ' ~ dimension ~ ' agrees with the star', 'sales_performance',
  "select concat(" ~ member ~ ", ' ', facts.currency_code) as scope, facts.net_amount as amount from " ~ fact_places,
  "select concat(member_key, ' ', currency_code) as scope, net_amount as amount from exact where period_type = 'year' and dimension = '" ~ dimension ~ "'") }}
{%- endfor %}
union all
{{ audit_none('nothing better is missing among the best', 'products', 'top_products',
  "select sold.member_key from " ~ ref('sales_by_period') ~ " as sold inner join (select period_type, period_start_date, currency_code, min(net_amount) as net_amount from " ~ ref('top_products')
  ~ " group by period_type, period_start_date, currency_code) as last_ones on last_ones.period_type = sold.period_type and last_ones.period_start_date = sold.period_start_date and last_ones.currency_code = sold.currency_code"
  ~ " left join " ~ ref('top_products') ~ " as best on best.period_type = sold.period_type and best.period_start_date = sold.period_start_date and best.currency_code = sold.currency_code and best.product_key = sold.member_key"
  ~ " where sold.dimension = 'product' and sold.member_key <> 'unknown' and sold.net_amount > last_ones.net_amount and best.product_key is null") }}
union all
{{ audit_none('ranks are counted from the best', 'products', 'top_products',
  "select best.product_key from " ~ ref('top_products') ~ " as best inner join"
  ~ " (select period_type, period_start_date, currency_code, member_key, 1 + count(*) over (partition by period_type, period_start_date, currency_code order by net_amount desc range between unbounded preceding and current row)"
  ~ " - count(*) over (partition by period_type, period_start_date, currency_code, net_amount) as place from " ~ ref('period_sales') ~ " where dimension = 'product' and member_key <> 'unknown' and net_amount > 0) as sold"
  ~ " on sold.period_type = best.period_type and sold.period_start_date = best.period_start_date and sold.currency_code = best.currency_code and sold.member_key = best.product_key"
  ~ " where best.sales_rank <> sold.place") }}
