{# A date moved by whole days; `days` is a number, negative for earlier. #}
{% macro add_days(day, days) %}{{ return(adapter.dispatch('add_days', 'tillhouse')(day, days)) }}{% endmacro %}

{% macro default__add_days(day, days) %}date_add({{ day }}, {{ days }}){% endmacro %}

{% macro duckdb__add_days(day, days) %}({{ day }} + ({{ days }})){% endmacro %}
