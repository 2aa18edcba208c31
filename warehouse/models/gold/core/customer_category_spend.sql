-- R13: what each known customer bought of each category, per currency. An order that holds two
-- categories counts in both; spend and units are net of returns and add up to the customer's own.
select
  customer_key,
  category_name,
  currency_code,
  cast(count(distinct order_key) as bigint) as order_count,
  cast(count(distinct case when not is_return then order_key end) as bigint) as purchase_count,
  cast(sum(quantity) as decimal(38,4)) as unit_count,
  cast(sum(net_amount) as decimal(38,4)) as spend_amount,
  min(case when not is_return then business_date end) as first_purchase_date,
  max(case when not is_return then business_date end) as last_purchase_date
from {{ ref('counted_lines') }}
where customer_key <> 'unknown'
group by customer_key, category_name, currency_code
