-- R6, R22: everybody who ever bought is in one cohort, with every day, and is retained once.
with buyers as (
  select customer_key, case when count(*) > 1 then 1 else 0 end as came_back
  from {{ ref('purchase_gaps') }}
  group by customer_key
)

{{ audit_sums('everybody who bought is in one cohort', 'customer_cohorts',
  expected=side('buyers', scope="'customers'"),
  found=side(ref('customer_cohorts'), 'customer_count', scope="'customers'")) }}
union all
{{ audit_sums('who came back is who bought on more than one day', 'customer_cohorts',
  expected=side('buyers', 'came_back', scope="'customers'"),
  found=side(ref('customer_cohorts'), 'returned_customer_count', scope="'customers'")) }}
union all
{% call audit_none('first, repeat and lapsed customers are the whole cohort', 'cohorts', 'customer_cohorts') %}
  select cohort_month
  from {{ ref('customer_cohorts') }}
  where first_customer_count + repeat_customer_count + lapsed_customer_count <> customer_count
    or returned_customer_count > customer_count
{% endcall %}
union all
{{ audit_sums('every purchase day is in the retention', 'cohort_retention',
  expected=side(ref('purchase_gaps'), scope="'days'"),
  found=side(ref('cohort_retention'), 'purchase_day_count', scope="'days'")) }}
union all
{{ audit_sums('customers of a cohort are those who bought in its month', 'cohort_retention',
  expected=side(ref('customer_cohorts'), 'customer_count', scope=['cohort_month']),
  found=side(ref('cohort_retention'), 'active_customer_count', scope=['cohort_month'], where='months_since = 0')) }}
union all
{% call audit_none('nobody is retained twice', 'cohorts and months', 'cohort_retention') %}
  select cohort_month
  from {{ ref('cohort_retention') }}
  where active_customer_count > customer_count
    or (months_since = 0 and retention_rate <> 1)
{% endcall %}
