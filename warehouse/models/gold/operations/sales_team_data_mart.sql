-- R20: who sold how much, and the incentive that they earned under the plan of the store and month.
-- R1: rounded half up to the cent, once, at the end.
select
  source_system,
  store_id,
  sales_person_id,
  full_name,
  sales_month,
  currency_code,
  {{ half_up_money('base_amount', 'currency_code') }} as total_sales,
  cast({{ half_up_money('base_amount', 'currency_code') }} - {{ half_up_money('net_amount', 'currency_code') }} as decimal(38,3)) as returns_apart_amount,
  sales_rank,
  incentive_amount as incentive
from {{ ref('incentive_months') }}
