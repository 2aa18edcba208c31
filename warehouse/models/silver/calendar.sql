-- R4: one row per date of the years in which anything was sold, came back or was paid. Weeks are ISO weeks (Monday).
with ends as (

    select
        cast({{ dbt.date_trunc('year', 'min(business_date)') }} as date) as first_date,
        cast({{ dbt.date_trunc('year', 'max(business_date)') }} as date) as last_year
    from (
        select first_date as business_date from {{ ref('source_days') }}
        union all
        select last_date from {{ ref('source_days') }}
        union all
        select payments.paid_date
        from {{ ref('payments') }} as payments
        inner join {{ ref('as_of') }} as as_of on payments.paid_date <= as_of.as_of_date
    ) as days

),

{{ calendar_parts('ends') }}

select
    date_day, week_start_date, iso_week_label, month_start_date, month_label,
    quarter_start_date, quarter_label, year_start_date, year_label
from calendar_parts
