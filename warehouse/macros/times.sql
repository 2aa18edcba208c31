{# Seconds since 1970 as timestamp text in UTC; a text that is no such number is handed on as it is. #}
{% macro epoch_text(expression) -%}
  {%- set number = code("trim(" ~ expression ~ ")") -%}
  case when {{ matches(number, '^-?[0-9]{1,11}$') }}
       then {{ timestamp_text(epoch_timestamp("cast(" ~ number ~ " as bigint)")) }} || 'Z'
       else {{ expression }} end
{%- endmacro %}


{# The date in a time zone of a moment given in seconds since 1970, as text; see epoch_text. #}
{% macro epoch_date_text(expression, time_zone) -%}
  {%- set number = code("trim(" ~ expression ~ ")") -%}
  case when {{ matches(number, '^-?[0-9]{1,11}$') }}
       then cast({{ local_date(epoch_timestamp("cast(" ~ number ~ " as bigint)"), "'" ~ time_zone ~ "'") }} as {{ type_name('varchar') }})
       else {{ expression }} end
{%- endmacro %}


{% macro epoch_timestamp(seconds) %}{{ return(adapter.dispatch('epoch_timestamp', 'tillhouse')(seconds)) }}{% endmacro %}

{% macro default__epoch_timestamp(seconds) %}timestamp_seconds({{ seconds }}){% endmacro %}

{% macro duckdb__epoch_timestamp(seconds) %}make_timestamp({{ seconds }} * 1000000){% endmacro %}


{% macro timestamp_text(moment) %}{{ return(adapter.dispatch('timestamp_text', 'tillhouse')(moment)) }}{% endmacro %}

{% macro default__timestamp_text(moment) %}date_format({{ moment }}, 'yyyy-MM-dd HH:mm:ss'){% endmacro %}

{% macro duckdb__timestamp_text(moment) %}strftime({{ moment }}, '%Y-%m-%d %H:%M:%S'){% endmacro %}


{# The calendar date of a UTC moment in a time zone (an expression). R4 #}
{% macro local_date(moment, time_zone) %}{{ return(adapter.dispatch('local_date', 'tillhouse')(moment, time_zone)) }}{% endmacro %}

{% macro default__local_date(moment, time_zone) %}cast(from_utc_timestamp({{ moment }}, {{ time_zone }}) as date){% endmacro %}

{% macro duckdb__local_date(moment, time_zone) %}cast(({{ moment }} at time zone 'UTC') at time zone {{ time_zone }} as date){% endmacro %}


{# One row per date from a first to a last date (both queries of one date; empty when NULL). #}
{% macro date_series(first_date, last_date) %}{{ return(adapter.dispatch('date_series', 'tillhouse')(first_date, last_date)) }}{% endmacro %}

{% macro default__date_series(first_date, last_date) %}
  select explode(sequence(first_date, last_date, interval 1 day)) as date_day
  from (select {{ first_date }} as first_date, {{ last_date }} as last_date) as ends
  where first_date is not null
{% endmacro %}

{% macro duckdb__date_series(first_date, last_date) %}
  select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as date_day
  from (select {{ first_date }} as first_date, {{ last_date }} as last_date) as ends
  where first_date is not null
{% endmacro %}


{# '2024-W21' for the week that begins on a Monday; an ISO week's year is that of its Thursday. R4 #}
{% macro iso_week_label(monday) %}{{ return(adapter.dispatch('iso_week_label', 'tillhouse')(monday)) }}{% endmacro %}

{% macro default__iso_week_label(monday) %}concat(cast(year(date_add({{ monday }}, 3)) as string), '-W', lpad(cast(weekofyear({{ monday }}) as string), 2, '0')){% endmacro %}

{% macro duckdb__iso_week_label(monday) %}strftime({{ monday }}, '%G-W%V'){% endmacro %}


{% macro last_day_of_year(first_day) %}{{ return(adapter.dispatch('last_day_of_year', 'tillhouse')(first_day)) }}{% endmacro %}

{% macro default__last_day_of_year(first_day) %}date_sub(add_months({{ first_day }}, 12), 1){% endmacro %}

{% macro duckdb__last_day_of_year(first_day) %}cast({{ first_day }} + interval 1 year - interval 1 day as date){% endmacro %}
