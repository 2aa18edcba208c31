-- R1, R3: what each known customer bought, per currency. Spend is net of returns; a purchase date is
-- a day on which something was sold to the customer, so that bringing goods back is no purchase.
select
  customer_key,
  currency_code,
  cast(count(distinct order_key) as bigint) as order_count,
  cast(count(distinct case when not is_return then order_key end) as bigint) as purchase_count,
  cast(sum(net_amount) as decimal(38,4)) as spend_amount,
  min(case when not is_return then business_date end) as first_purchase_date,
  max(case when not is_return then business_date end) as last_purchase_date
from {{ ref('counted_lines') }}
where customer_key <> 'unknown'
group by customer_key, currency_code
