-- R4: one row per date of the years in which anything was sold. Weeks are ISO weeks (Monday).
with ends as (

    select
        cast({{ dbt.date_trunc('year', 'min(business_date)') }} as date) as first_date,
        cast({{ dbt.date_trunc('year', 'max(business_date)') }} as date) as last_year
    from {{ ref('intake_order_lines') }}
    where _fate = 'loaded'

),

days as (

    {{ date_series('(select first_date from ends)', '(select ' ~ last_day_of_year('last_year') ~ ' from ends)') }}

),

parts as (

    select
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start_date,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start_date,
        cast(extract(year from date_day) as {{ type_name('varchar') }}) as year_label
    from days

)

select
    date_day,
    week_start_date,
    {{ iso_week_label('week_start_date') }} as iso_week_label,
    month_start_date,
    year_label || '-' || lpad(cast(extract(month from date_day) as {{ type_name('varchar') }}), 2, '0') as month_label,
    quarter_start_date,
    year_label || '-Q' || cast(extract(quarter from date_day) as {{ type_name('varchar') }}) as quarter_label,
    year_start_date,
    year_label
from parts
