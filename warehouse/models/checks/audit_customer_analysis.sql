-- R6, R9: what customers spent is what silver says of them, rounded once, and their tiers are those of the star.
with known_lines as (
  select customers.customer_key, lines.currency_code, lines.order_key, lines.net_amount
  from {{ ref('sales_and_returns') }} as lines
  inner join {{ ref('customers') }} as customers on customers.customer_key = lines.customer_key and customers.is_known
),

known_orders as (
  select distinct customer_key, order_key, currency_code from known_lines where order_key is not null
),

exact as (
  select currency_code, sum(spend_amount) as amount, count(*) as customer_count
  from {{ ref('customer_values') }}
  group by currency_code
),

published as (
  select currency_code, sum(lifetime_value_amount) as amount, count(*) as customer_count
  from {{ ref('customer_analysis') }}
  group by currency_code
),

analysed as (
  select customer_code, tier from {{ ref('customer_analysis') }} where is_main_currency
),

star as (
  select customer_code, tier from {{ ref('dim_customer') }} where is_current and is_known and tier <> 'none'
)

{{ audit_sums('spend of the customers equals silver', 'customer_analysis',
  expected=side('known_lines', 'net_amount', scope='currency_code'),
  found=side(ref('customer_values'), 'spend_amount', scope='currency_code')) }}
union all
{{ audit_sums('orders of the customers equal silver', 'customer_analysis',
  expected=side('known_orders', scope='currency_code'),
  found=side(ref('customer_analysis'), 'order_count', scope='currency_code')) }}
union all
{% call audit_none('published lifetime values are the exact ones, rounded once', 'currencies', 'customer_analysis') %}
  select currency_code
  from exact
  full join published using (currency_code)
  where published.customer_count is null or exact.customer_count is null
    or published.customer_count <> exact.customer_count
    or abs(published.amount - exact.amount) > {{ half_unit('currency_code') }} * exact.customer_count
{% endcall %}
union all
{% call audit_none('the tier of a customer is that of the star', 'customers', 'customer_analysis') %}
  select customer_code
  from analysed
  full join star using (customer_code)
  where star.tier is null or analysed.tier is null or star.tier <> analysed.tier
{% endcall %}
