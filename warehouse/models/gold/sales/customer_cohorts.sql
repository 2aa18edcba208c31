-- R5, R22: the customers whose first purchase was in a month, by what became of them up to the as-of date:
-- lapsed is who stays away for longer than their threshold; of the others repeat bought on a second day.
with statuses as (
  select customer_key, purchase_status, purchase_day_count
  from {{ ref('customer_values') }}
  where is_main_currency
)

select
  months.cohort_month,
  cast(count(*) as bigint) as customer_count
  {%- for status in ['first', 'repeat', 'lapsed'] %},
  cast(sum(case when statuses.purchase_status = '{{ status }}' then 1 else 0 end) as bigint) as {{ status }}_customer_count
  {%- endfor %},
  cast(sum(case when statuses.purchase_day_count > 1 then 1 else 0 end) as bigint) as returned_customer_count,
  {{ ratio('sum(case when statuses.purchase_day_count > 1 then 1 else 0 end)', 'count(*)') }} as returned_rate,
  {{ ratio("sum(case when statuses.purchase_status = 'lapsed' then 1 else 0 end)", 'count(*)') }} as lapsed_rate
from {{ ref('customer_months') }} as months
inner join statuses on statuses.customer_key = months.customer_key
where months.months_since = 0
group by months.cohort_month
