-- R4: every date of the years in which there is a fact: a sale, a return, a ticket or a visit.
with ends as (

    select
        cast({{ dbt.date_trunc('year', 'first_date') }} as date) as first_date,
        cast({{ dbt.date_trunc('year', 'last_date') }} as date) as last_year
    from {{ ref('fact_days') }}

),

{{ calendar_parts('ends') }},

numbered as (

    select
        calendar_parts.*,
        {{ days_between('week_start_date', 'date_day') }} + 1 as weekday_number,
        cast(extract(month from date_day) as bigint) as month_number
    from calendar_parts

)

select
    date_day,
    weekday_number,
    case weekday_number {% for name in ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] -%}
        when {{ loop.index }} then '{{ name }}' {% endfor -%} end as weekday_name,
    weekday_number >= 6 as is_weekend,
    week_start_date,
    iso_week_label,
    month_number,
    case month_number {% for name in ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'] -%}
        when {{ loop.index }} then '{{ name }}' {% endfor -%} end as month_name,
    month_start_date,
    month_label,
    quarter_start_date,
    quarter_label,
    year_start_date,
    year_label,
    coalesce(date_day <= as_of.as_of_date, true) as is_until_as_of
from numbered
cross join {{ ref('as_of') }} as as_of
