-- R8, R5: recency, frequency and net spend of each customer who bought, as of two dates: the as-of date and
-- the end of the month before. Days and orders count over all currencies, spend in the main one (R1).
with dates as (
  select 'now' as snapshot, as_of_date as snapshot_date from {{ ref('as_of') }} where as_of_date is not null
  union all
  select 'month end before', {{ add_days(month_start('as_of_date'), -1) }} from {{ ref('as_of') }} where as_of_date is not null
),

spend as (
  select
    dates.snapshot, dates.snapshot_date, sales.customer_key, sales.currency_code,
    count(distinct sales.order_key) as order_count,
    count(distinct case when sales.is_purchase then sales.order_key end) as purchase_count,
    cast(sum(sales.net_amount) as decimal(38,4)) as spend_amount,
    max(case when sales.is_purchase then sales.business_date end) as last_purchase_date
  from {{ ref('order_sales') }} as sales
  inner join dates on sales.business_date <= dates.snapshot_date
  where sales.customer_key <> 'unknown'
  group by dates.snapshot, dates.snapshot_date, sales.customer_key, sales.currency_code
),

customers as (
  select
    snapshot, snapshot_date, customer_key, currency_code, spend_amount,
    sum(order_count) over (partition by snapshot, customer_key) as order_count,
    sum(purchase_count) over (partition by snapshot, customer_key) as purchase_count,
    max(last_purchase_date) over (partition by snapshot, customer_key) as last_purchase_date,
    row_number() over (
      partition by snapshot, customer_key
      order by order_count desc, case when currency_code = '{{ var("shop")["currency"] }}' then 0 else 1 end, currency_code
    ) as currency_rank
  from spend
)

select
  snapshot,
  snapshot_date,
  customer_key,
  currency_code,
  {{ days_between('last_purchase_date', 'snapshot_date') }} as recency_days,
  cast(order_count as bigint) as order_count,
  cast(purchase_count as bigint) as purchase_count,
  spend_amount
from customers
where currency_rank = 1 and last_purchase_date is not null
