{# The first day of a date's month. #}
{% macro month_start(day) %}{{ return(adapter.dispatch('month_start', 'tillhouse')(day)) }}{% endmacro %}

{% macro default__month_start(day) %}cast(date_trunc('month', {{ day }}) as date){% endmacro %}
