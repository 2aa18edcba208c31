-- R3, R6: every dimension of product_demand has the units and amounts of silver and the returns of the star,
-- each return once (added up, as a count cannot be NULL and one engine minds); what moved is what sales_by_period says; stock and receipts are those of silver.
{%- set up_to = ' cross join ' ~ ref('as_of') ~ ' as as_of where coalesce(' %}
with dimensions as (
  select distinct dimension, currency_code from {{ ref('product_demand') }}
),

silver_totals as (
  select
    currency_code, sum(net_amount) as net_amount,
    sum(case when is_return then cast(0 as decimal(18,4)) else quantity end) as unit_count
  from {{ ref('order_lines') }}
  where is_counted
  group by currency_code
),

returned as (
  select currency_code, sum(returned_quantity) as unit_count, sum(1) as return_count
  from {{ ref('fact_returns') }}
  group by currency_code
)

{{ audit_sums('units of every dimension equal silver', 'product_demand',
  "select concat(dimensions.dimension, ' ', dimensions.currency_code) as scope, silver_totals.unit_count as amount from dimensions inner join silver_totals on silver_totals.currency_code = dimensions.currency_code",
  "select concat(dimension, ' ', currency_code) as scope, unit_count as amount from " ~ ref('product_demand')) }}
{%- for measure, column in {'units that came back': 'returned_unit_count', 'returns': 'return_count'}.items() %}
union all
{{ audit_sums(measure ~ ' of every dimension are those of the star', 'product_demand',
  "select concat(dimensions.dimension, ' ', dimensions.currency_code) as scope, returned." ~ column | replace('returned_', '') ~ " as amount from dimensions inner join returned on returned.currency_code = dimensions.currency_code",
  "select concat(dimension, ' ', currency_code) as scope, " ~ column ~ " as amount from " ~ ref('product_demand')) }}
{%- endfor %}
union all
{{ audit_none('net of every currency is silver, rounded once', 'currencies', 'product_demand',
  "select silver_totals.currency_code from silver_totals left join " ~ ref('product_demand') ~ " as published on published.dimension = 'all' and published.currency_code = silver_totals.currency_code"
  ~ " where published.net_amount is null or abs(published.net_amount - silver_totals.net_amount) > 0.005") }}
union all
{{ audit_none('products and categories sold what sales_by_period says', 'members', 'product_demand',
  "select sold.member_key from (select dimension, member_key, currency_code, sum(unit_count) as unit_count, sum(net_amount) as net_amount, count(*) as years from " ~ ref('sales_by_period')
  ~ " where period_type = 'year' group by dimension, member_key, currency_code) as sold left join " ~ ref('product_demand') ~ " as demand on demand.dimension = sold.dimension"
  ~ " and demand.member_key = sold.member_key and demand.currency_code = sold.currency_code"
  ~ " where demand.unit_count is null or demand.unit_count <> sold.unit_count or abs(demand.net_amount - sold.net_amount) > 0.005 * (sold.years + 1)") }}
union all
{{ audit_none('no rate of few units is ranked, and each lies in its interval', 'rows', 'product_demand',
  "select member_key from " ~ ref('product_demand') ~ " where (return_rank is not null and unit_count < " ~ rule('return_rate', 'minimum_units') ~ ")"
  ~ " or (return_rate <= 1 and (return_rate < return_rate_from - 0.000001 or return_rate > return_rate_to + 0.000001))") }}
union all
{{ audit_none('what moved is what sales_by_period says', 'members and months', 'product_movers',
  "select moved.member_key from " ~ ref('product_movers') ~ " as moved left join " ~ ref('sales_by_period') ~ " as sold on sold.period_type = 'month' and sold.period_start_date = moved.month_start_date"
  ~ " and sold.dimension = moved.dimension and sold.member_key = moved.member_key and sold.currency_code = moved.currency_code"
  ~ " where moved.dimension in ('product', 'category') and (moved.net_amount <> coalesce(sold.net_amount, 0) or moved.unit_count <> coalesce(sold.unit_count, 0)"
  ~ " or (sold.net_amount is not null and moved.previous_net_amount <> sold.previous_net_amount))") }}
union all
{{ audit_none('nothing that was sold in the month is missing', 'members', 'product_movers',
  "select sold.member_key from " ~ ref('sales_by_period') ~ " as sold inner join (select max(period_start_date) as month_start_date from " ~ ref('periods') ~ " where period_type = 'month' and is_complete and previous_start_date is not null) as months on months.month_start_date = sold.period_start_date"
  ~ " left join " ~ ref('product_movers') ~ " as moved on moved.dimension = sold.dimension and moved.member_key = sold.member_key and moved.currency_code = sold.currency_code"
  ~ " where sold.period_type = 'month' and sold.dimension in ('product', 'category') and moved.member_key is null") }}
union all
{{ audit_none('units around a change are those that were sold', 'changes', 'price_changes',
  "select changes.product_key from " ~ ref('price_changes') ~ " as changes inner join " ~ ref('sales_by_period') ~ " as sold on sold.period_type = 'day' and sold.dimension = 'product'"
  ~ " and sold.member_key = changes.product_key and sold.currency_code = changes.currency_code and sold.period_start_date >= " ~ add_days('changes.change_date', -rule('price_changes', 'window_days'))
  ~ " and sold.period_start_date < " ~ add_days('changes.change_date', rule('price_changes', 'window_days'))
  ~ " group by changes.product_key, changes.currency_code, changes.change_date, changes.units_before, changes.units_after having sum(sold.unit_count) <> changes.units_before + changes.units_after") }}
union all
{{ audit_none('a change is to another price, later than the old one', 'changes', 'price_changes',
  "select product_key from " ~ ref('price_changes') ~ " where old_price = new_price or last_old_price_date >= change_date or days_before < 1 or days_after < 1") }}
union all
{{ audit_sums('places that counted their stock are all there', 'product_stock_cover',
  "select 'places' as scope, count(*) as amount from (select distinct source_system, store_id, product_id from " ~ ref('inventory') ~ " where quantity is not null) as places",
  "select 'places' as scope, coalesce(sum(stock_place_count), 0) as amount from " ~ ref('product_stock_cover')) }}
{%- for column, silver in {'ordered_unit_count': 'ordered_quantity', 'received_unit_count': 'received_quantity', 'rejected_unit_count': 'rejected_quantity'}.items() %}
union all
{{ audit_sums(column ~ ' equals silver', 'vendor_rejections',
  "select 'units' as scope, coalesce(sum(" ~ silver ~ "), 0) as amount from " ~ ref('purchase_receipts') ~ up_to ~ "received_date <= as_of_date, true)",
  "select 'units' as scope, coalesce(sum(" ~ column ~ "), 0) as amount from " ~ ref('vendor_rejections')) }}
{%- endfor %}
