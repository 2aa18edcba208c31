{# A date moved by whole months; a day that the month lacks becomes its last day. #}
{% macro add_months(day, months) %}{{ return(adapter.dispatch('add_months', 'tillhouse')(day, months)) }}{% endmacro %}

{% macro default__add_months(day, months) %}add_months({{ day }}, {{ months }}){% endmacro %}

{% macro duckdb__add_months(day, months) %}cast({{ day }} + interval ({{ months }}) month as date){% endmacro %}
