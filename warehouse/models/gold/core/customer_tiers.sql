-- R9: descending percent rank of net spend, (rank - 1) / (n - 1), compared without dividing, so that
-- a customer exactly on a limit is within it on every engine. Equal spend gives equal tiers.
-- R1: amounts of different currencies are never compared; each currency has its own ranking.
with ranked as (
  select
    customer_key,
    currency_code,
    order_count,
    purchase_count,
    spend_amount,
    rank() over (partition by currency_code order by spend_amount desc) - 1 as customers_ahead,
    count(*) over (partition by currency_code) - 1 as other_customers,
    row_number() over (
      partition by customer_key
      order by order_count desc, case when currency_code = '{{ var("shop")["currency"] }}' then 0 else 1 end, currency_code
    ) as currency_rank
  from {{ ref('customer_spend') }}
)

select
  customer_key,
  currency_code,
  order_count,
  purchase_count,
  spend_amount,
  case
    when customers_ahead <= {{ rule_number('tiers', 'gold') }} * other_customers then 'gold'
    when customers_ahead <= {{ rule_number('tiers', 'silver') }} * other_customers then 'silver'
    else 'bronze'
  end as tier,
  currency_rank = 1 as is_main_currency
from ranked
