-- R4: day, ISO week, month, quarter and year, with the periods that each is compared with.
-- The period before is the one before in the calendar, not the last one in which something sold.
with starts as (
  select date_day as period_start_date, 'day' as period_type, cast(date_day as {{ type_name('varchar') }}) as period_label
  from {{ ref('calendar') }}
  {%- for period in ['week', 'month', 'quarter', 'year'] %}
  union
  select {{ period }}_start_date, '{{ period }}', {{ 'iso_week_label' if period == 'week' else period ~ '_label' }}
  from {{ ref('calendar') }}
  {%- endfor %}
),

-- Week 53 of a year has no namesake in most years, and 29 February none in the year before.
a_year_before as (
  select
    starts.period_type,
    starts.period_start_date,
    case
      when starts.period_type = 'week' then week_before.period_start_date
      when starts.period_type = 'day' and extract(day from {{ add_months('starts.period_start_date', -12) }})
        <> extract(day from starts.period_start_date) then null
      else {{ add_months('starts.period_start_date', -12) }}
    end as year_before_start_date
  from starts
  left join starts as week_before
    on starts.period_type = 'week' and week_before.period_type = 'week'
    and week_before.period_label = concat(
      cast(cast(substr(starts.period_label, 1, 4) as integer) - 1 as {{ type_name('varchar') }}), substr(starts.period_label, 5, 4))
),

compared as (
  select
    starts.period_type,
    starts.period_start_date,
    starts.period_label,
    {{ period_end('starts.period_type', 'starts.period_start_date') }} as period_end_date,
    case starts.period_type
      when 'day' then {{ add_days('starts.period_start_date', -1) }}
      when 'week' then {{ add_days('starts.period_start_date', -7) }}
      when 'month' then {{ add_months('starts.period_start_date', -1) }}
      when 'quarter' then {{ add_months('starts.period_start_date', -3) }}
      when 'year' then {{ add_months('starts.period_start_date', -12) }}
    end as previous_start_date,
    a_year_before.year_before_start_date
  from starts
  inner join a_year_before
    on a_year_before.period_type = starts.period_type and a_year_before.period_start_date = starts.period_start_date
),

data as (
  select min(order_lines.business_date) as first_date from {{ ref('order_lines') }} as order_lines
)

select
  compared.period_type,
  compared.period_start_date,
  compared.period_label,
  compared.period_end_date,
  case when {{ add_days('compared.period_start_date', -1) }} >= data.first_date
    then compared.previous_start_date end as previous_start_date,
  case when {{ period_end('compared.period_type', 'compared.year_before_start_date') }} >= data.first_date
    then compared.year_before_start_date end as year_before_start_date,
  compared.period_end_date <= as_of.as_of_date as is_complete
from compared
cross join data
cross join {{ ref('as_of') }} as as_of
