-- R8: how many customers went from which segment to which between the two as-of dates.
select
  previous_as_of_date,
  as_of_date,
  coalesce(previous_segment, 'not yet a customer') as from_segment,
  segment as to_segment,
  cast(count(*) as bigint) as customer_count
from {{ ref('rfm_scores') }}
group by previous_as_of_date, as_of_date, coalesce(previous_segment, 'not yet a customer'), segment
