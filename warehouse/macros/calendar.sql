{# R4: two CTEs, `days` and `calendar_parts`: one row per date of whole years, with the ISO week, month,
   quarter and year that it lies in. `ends` is a CTE of one row before them: first_date, last_year. #}
{% macro calendar_parts(ends) -%}
days as (

    {{ date_series('(select first_date from ' ~ ends ~ ')', '(select ' ~ last_day_of_year('last_year') ~ ' from ' ~ ends ~ ')') }}

),

starts as (

    select
        date_day,
        cast({{ dbt.date_trunc('week', 'date_day') }} as date) as week_start_date,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_start_date,
        cast({{ dbt.date_trunc('quarter', 'date_day') }} as date) as quarter_start_date,
        cast({{ dbt.date_trunc('year', 'date_day') }} as date) as year_start_date,
        cast(extract(year from date_day) as {{ type_name('varchar') }}) as year_label
    from days

),

calendar_parts as (

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
    from starts

)
{%- endmacro %}


{# The day of a moment (UTC) in the shop's time zone. Midnight to the second is how a source says that
   it knows only the day: that day is kept. R4 #}
{% macro shop_day(moment) -%}
  case when {{ moment }} = {{ dbt.date_trunc('day', moment) }} then cast({{ moment }} as date)
    else {{ local_date(moment, "'" ~ var('shop')['time_zone'] ~ "'") }} end
{%- endmacro %}
