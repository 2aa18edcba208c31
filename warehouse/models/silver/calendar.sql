-- R4: one row per date of the years in which anything was sold. Weeks are ISO weeks (Monday).
with ends as (

    select
        cast({{ dbt.date_trunc('year', 'min(business_date)') }} as date) as first_date,
        cast({{ dbt.date_trunc('year', 'max(business_date)') }} as date) as last_year
    from {{ ref('intake_order_lines') }}
    where _fate = 'loaded'

),

{{ calendar_parts('ends') }}

select
    date_day, week_start_date, iso_week_label, month_start_date, month_label,
    quarter_start_date, quarter_label, year_start_date, year_label
from calendar_parts
