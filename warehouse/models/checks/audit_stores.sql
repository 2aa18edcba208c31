-- R23, R6: the stores of every period sold what silver sold, what sales_by_period says in all, and
-- what their tiers say; new and returning customers are all customers; published is exact, rounded once.
{%- set measures = {'units': 'unit_count', 'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount'} %}
with period_types as (
  select distinct period_type from {{ ref('periods') }}
),

silver_orders as (
  select currency_code, sum(orders) as amount
  from (
    select currency_code, count(distinct order_key) as orders from {{ ref('order_lines') }}
    where is_counted group by currency_code, source_system, coalesce(store_id, 'unknown')
  ) as store_orders
  group by currency_code
)

{% for measure, column in measures.items() %}
{{ audit_sums(measure ~ ' of the stores in every period equal silver', 'store_performance',
  "select concat(period_types.period_type, ' ', lines.currency_code) as scope, "
  ~ ("case when is_return then 0 else quantity end" if column == 'unit_count' else "case when is_return then 0 - net_amount else 0 end" if column == 'return_amount' else column if column == 'net_amount' else "case when is_return then 0 else " ~ column ~ " end")
  ~ " as amount from (select currency_code, is_return, sum(quantity) as quantity, sum(gross_amount) as gross_amount, sum(discount_amount) as discount_amount, sum(net_amount) as net_amount from "
  ~ ref('order_lines') ~ " where is_counted group by currency_code, is_return) as lines cross join period_types",
  "select concat(period_type, ' ', currency_code) as scope, " ~ column ~ " as amount from " ~ ref('store_periods')) }}
union all
{%- endfor %}
{{ audit_sums('orders of the stores in every period equal silver', 'store_performance',
  "select concat(period_types.period_type, ' ', silver_orders.currency_code) as scope, amount from silver_orders cross join period_types",
  "select concat(period_type, ' ', currency_code) as scope, order_count as amount from " ~ ref('store_performance')) }}
union all
{{ audit_none('stores together sold in each period what sales_by_period says', 'periods', 'store_performance',
  "select totals.period_type from (select period_type, period_start_date, currency_code, sum(net_amount) as net_amount from " ~ ref('store_periods')
  ~ " group by period_type, period_start_date, currency_code) as totals full join (select * from " ~ ref('period_sales') ~ " where dimension = 'all') as sales"
  ~ " on sales.period_type = totals.period_type and sales.period_start_date = totals.period_start_date and sales.currency_code = totals.currency_code"
  ~ " where totals.net_amount is null or sales.net_amount is null or totals.net_amount <> sales.net_amount") }}
union all
{{ audit_none('salespeople of a store sold in each month what the store sold', 'stores and months', 'store_performance',
  "select stores.store_id from (select source_system, store_id, currency_code, period_start_date, sum(net_amount) as net_amount from " ~ ref('store_periods')
  ~ " where period_type = 'month' group by source_system, store_id, currency_code, period_start_date) as stores full join"
  ~ " (select source_system, store_id, currency_code, sales_month, sum(net_amount) as net_amount from " ~ ref('salesperson_months') ~ " group by source_system, store_id, currency_code, sales_month) as team"
  ~ " on team.source_system = stores.source_system and team.store_id = stores.store_id and team.currency_code = stores.currency_code and team.sales_month = stores.period_start_date"
  ~ " where stores.net_amount is null or team.net_amount is null or stores.net_amount <> team.net_amount") }}
union all
{{ audit_none('published store amounts are the exact ones, rounded once', 'rows', 'store_performance',
  "select published.store_id from (select period_type, period_start_date, source_system, store_id, currency_code, sum(net_amount) as net_amount, sum(gross_amount) as gross_amount from "
  ~ ref('store_periods') ~ " group by period_type, period_start_date, source_system, store_id, currency_code) as exact full join " ~ ref('store_performance') ~ " as published"
  ~ " on published.period_type = exact.period_type and published.period_start_date = exact.period_start_date and published.source_system = exact.source_system"
  ~ " and published.store_id = exact.store_id and published.currency_code = exact.currency_code"
  ~ " where published.net_amount is null or exact.net_amount is null or abs(published.net_amount - exact.net_amount) > 0.005 or abs(published.gross_amount - exact.gross_amount) > 0.005") }}
union all
{{ audit_none('new and returning customers are all customers of a store', 'rows', 'store_performance',
  "select store_id from " ~ ref('store_performance') ~ " where customer_count <> new_customer_count + returning_customer_count or new_customer_count > customer_count") }}
union all
{{ audit_sums('customers of the tiers are those of the stores', 'store_tier_mix',
  "select concat(period_type, ' ', currency_code) as scope, customer_count as amount from " ~ ref('store_performance'),
  "select concat(period_type, ' ', currency_code) as scope, customer_count as amount from " ~ ref('store_tier_mix')) }}
union all
{{ audit_none('net of the tiers is that of the store', 'half a cent per tier', 'store_tier_mix',
  "select stores.store_id from " ~ ref('store_performance') ~ " as stores full join (select period_type, period_start_date, source_system, store_id, currency_code, sum(net_amount) as net_amount, count(*) as tiers from "
  ~ ref('store_tier_mix') ~ " group by period_type, period_start_date, source_system, store_id, currency_code) as mix"
  ~ " on mix.period_type = stores.period_type and mix.period_start_date = stores.period_start_date and mix.source_system = stores.source_system"
  ~ " and mix.store_id = stores.store_id and mix.currency_code = stores.currency_code"
  ~ " where mix.net_amount is null or stores.net_amount is null or abs(mix.net_amount - stores.net_amount) > 0.005 * (mix.tiers + 1)") }}
