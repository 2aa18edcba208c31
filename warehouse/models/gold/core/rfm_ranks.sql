-- R8: scores by the share of customers who are strictly worse, so that equal values have equal scores and
-- the order of rows never matters: rank() - 1 counts the strictly worse. R1: spend is compared among
-- those with the same main currency.
with counted as (
  select
    snapshot, snapshot_date, customer_key, currency_code, recency_days, order_count, purchase_count, spend_amount,
    rank() over (partition by snapshot order by recency_days desc) - 1 as less_recent,
    rank() over (partition by snapshot order by order_count) - 1 as less_frequent,
    count(*) over (partition by snapshot) as customers,
    rank() over (partition by snapshot, currency_code order by spend_amount) - 1 as spent_less,
    count(*) over (partition by snapshot, currency_code) as customers_of_currency
  from {{ ref('rfm_measures') }}
),

scored as (
  select
    snapshot, snapshot_date, customer_key, currency_code, recency_days, order_count, purchase_count, spend_amount,
    {{ rfm_score('less_recent', 'customers') }} as recency_score,
    {{ rfm_score('less_frequent', 'customers') }} as frequency_score,
    {{ rfm_score('spent_less', 'customers_of_currency') }} as monetary_score
  from counted
)

select
  snapshot, snapshot_date, customer_key, currency_code, recency_days, order_count, purchase_count, spend_amount,
  recency_score, frequency_score, monetary_score,
  {{ rfm_segment('recency_score', 'frequency_score') }} as segment
from scored
