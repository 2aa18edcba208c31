-- R20: what is paid to each salesperson for a month, over all stores: earned less clawed back. What
-- a month cannot bear is carried forward to later ones, and never paid back by the salesperson: paid
-- so far is the highest that earned less clawed back ever was.
with months as (
  select
    source_system, sales_person_id, full_name, sales_month, currency_code,
    count(*) as store_count, sum(total_sales) as total_sales, sum(returns_apart_amount) as returns_apart_amount,
    sum(incentive) as incentive, sum(clawback) as clawback
  from {{ ref('incentive_history') }}
  where sales_person_id <> 'unknown'
  group by source_system, sales_person_id, full_name, sales_month, currency_code
),

{%- set so_far = 'over (partition by source_system, sales_person_id, currency_code order by sales_month rows between unbounded preceding and current row)' %}
balances as (
  select
    source_system, sales_person_id, full_name, sales_month, currency_code, store_count, total_sales, returns_apart_amount, incentive, clawback,
    cast(sum(incentive - clawback) {{ so_far }} as decimal(38,3)) as balance
  from months
),

dues as (
  select
    source_system, sales_person_id, full_name, sales_month, currency_code, store_count, total_sales, returns_apart_amount, incentive, clawback, balance,
    greatest(cast(max(balance) {{ so_far }} as decimal(38,3)), cast(0 as decimal(38,3))) as paid_so_far
  from balances
)

select
  source_system,
  sales_person_id,
  full_name,
  sales_month,
  currency_code,
  cast(store_count as bigint) as store_count,
  cast(total_sales as decimal(38,3)) as total_sales,
  cast(returns_apart_amount as decimal(38,3)) as returns_apart_amount,
  cast(incentive as decimal(38,3)) as incentive,
  cast(clawback as decimal(38,3)) as clawback,
  cast(paid_so_far - coalesce(lag(paid_so_far) over (
    partition by source_system, sales_person_id, currency_code order by sales_month), cast(0 as decimal(38,3))) as decimal(38,3)) as paid,
  cast(paid_so_far - balance as decimal(38,3)) as carried_forward,
  cast(paid_so_far as decimal(38,3)) as paid_so_far
from dues
