-- R4, R5: the first and the last day of anything that a fact table tells, up to the as-of date.
with days as (
  select min(business_date) as first_date, max(business_date) as last_date from {{ ref('sales_and_returns') }}
  union all
  select min({{ shop_day('created_at') }}), max({{ shop_day('created_at') }}) from {{ ref('support_tickets') }}
  union all
  select min({{ shop_day('started_at') }}), max({{ shop_day('started_at') }}) from {{ ref('web_sessions') }}
  union all
  select as_of_date, as_of_date from {{ ref('as_of') }}
)

select min(first_date) as first_date, max(last_date) as last_date
from days
