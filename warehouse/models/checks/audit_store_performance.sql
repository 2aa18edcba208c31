-- R23, R6: the stores of every period sold what silver sold; published is exact, rounded once; new and
-- returning customers are all customers.
{%- set measures = {
  'units': 'unit_count', 'gross': 'gross_amount', 'discount': 'discount_amount', 'returns': 'return_amount', 'net': 'net_amount',
} %}
with lines as (
  select source_system, coalesce(store_id, 'unknown') as store_id, order_key, is_return, currency_code, {{ line_measures() }}
  from {{ ref('sales_and_returns') }}
),

stores as (
  select
    currency_code, count(distinct order_key) as order_count,
    count(distinct case when not is_return then order_key end) as purchase_count
    {%- for column in measures.values() %},
    sum({{ column }}) as {{ column }}
    {%- endfor %}
  from lines
  group by source_system, store_id, currency_code
),

period_types as (
  select distinct period_type from {{ ref('periods') }}
),

sold as (
  select period_types.period_type, stores.* from stores cross join period_types
),

exact as (
  select
    period_type, period_start_date, source_system, store_id, currency_code,
    sum(net_amount) as net_amount, sum(gross_amount) as gross_amount
  from {{ ref('store_periods') }}
  group by period_type, period_start_date, source_system, store_id, currency_code
)

{% for measure, column in measures.items() %}
{{ audit_sums(measure ~ ' of the stores in every period equal silver', 'store_performance',
  expected=side('sold', column, scope=['period_type', 'currency_code']),
  found=side(ref('store_periods'), column, scope=['period_type', 'currency_code'])) }}
union all
{%- endfor %}
{%- for noun, column in {'orders': 'order_count', 'purchases': 'purchase_count'}.items() %}
{{ audit_sums(noun ~ ' of the stores in every period equal silver', 'store_performance',
  expected=side('sold', column, scope=['period_type', 'currency_code']),
  found=side(ref('store_performance'), column, scope=['period_type', 'currency_code'])) }}
union all
{%- endfor %}
{{ audit_rounded('published store amounts are the exact ones, rounded once', 'store_performance', 'exact',
  key=['period_type', 'period_start_date', 'source_system', 'store_id', 'currency_code'], amounts=['net_amount', 'gross_amount']) }}
union all
{% call audit_none('new and returning customers are all customers of a store', 'rows', 'store_performance') %}
  select store_id
  from {{ ref('store_performance') }}
  where customer_count <> new_customer_count + returning_customer_count
    or new_customer_count > customer_count
{% endcall %}
