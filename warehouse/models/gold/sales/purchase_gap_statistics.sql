-- R22: the days between one purchase day and the next, by which purchase it was. Quantiles are values that
-- occur (the smallest gap that at least the share of the gaps does not exceed), so nothing is interpolated.
with numbered as (
  select
    customer_key, gap_days,
    row_number() over (partition by customer_key order by purchase_date) - 1 as gap_number
  from {{ ref('purchase_gaps') }}
),

grouped as (
  select 'all' as gap_group, gap_days from numbered where gap_number > 0
  union all
  select case when gap_number < 10 then cast(gap_number as {{ type_name('varchar') }}) else '10 or later' end, gap_days
  from numbered
  where gap_number > 0
),

ranked as (
  select
    gap_group, gap_days,
    row_number() over (partition by gap_group order by gap_days) as place,
    count(*) over (partition by gap_group) as gaps
  from grouped
)

select
  gap_group,
  cast(count(*) as bigint) as gap_count,
  {{ ratio('sum(gap_days)', 'count(*)', 2) }} as mean_gap_days
  {%- for name, percent in {'lower_quartile': 25, 'median': 50, 'upper_quartile': 75, 'ninetieth_percentile': 90}.items() %},
  min(case when 100 * place >= {{ percent }} * gaps then gap_days end) as {{ name }}_gap_days
  {%- endfor %},
  max(gap_days) as longest_gap_days
from ranked
group by gap_group
