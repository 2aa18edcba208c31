-- R8: each customer's scores and segment on the as-of date beside those at the end of the month before.
-- R24: a customer is a code.
with codes as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'customer'
),

before as (
  select * from {{ ref('rfm_ranks') }} where snapshot = 'month end before'
)

select
  codes.person_code as customer_code,
  scores.snapshot_date as as_of_date,
  scores.currency_code,
  scores.recency_days,
  scores.order_count,
  scores.purchase_count,
  {{ half_up_money('scores.spend_amount', 'scores.currency_code') }} as spend_amount,
  scores.recency_score,
  scores.frequency_score,
  scores.monetary_score,
  scores.segment,
  {{ add_days(month_start('scores.snapshot_date'), -1) }} as previous_as_of_date,
  before.recency_score as previous_recency_score,
  before.frequency_score as previous_frequency_score,
  before.monetary_score as previous_monetary_score,
  before.segment as previous_segment,
  coalesce(before.segment <> scores.segment, true) as has_moved
from {{ ref('rfm_ranks') }} as scores
inner join codes on codes.person_key = scores.customer_key
left join before on before.customer_key = scores.customer_key
where scores.snapshot = 'now'
