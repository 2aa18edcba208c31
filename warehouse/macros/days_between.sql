{# Whole days from one date to a later one; negative when it is earlier. #}
{% macro days_between(first, last) %}{{ return(adapter.dispatch('days_between', 'tillhouse')(first, last)) }}{% endmacro %}

{% macro default__days_between(first, last) %}cast(datediff({{ last }}, {{ first }}) as bigint){% endmacro %}

{% macro duckdb__days_between(first, last) %}cast(date_diff('day', {{ first }}, {{ last }}) as bigint){% endmacro %}
