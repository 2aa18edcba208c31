{# Whole seconds from one moment to a later one. #}
{% macro elapsed_seconds(first, last) %}{{ return(adapter.dispatch('elapsed_seconds', 'tillhouse')(first, last)) }}{% endmacro %}

{% macro default__elapsed_seconds(first, last) %}cast(unix_timestamp({{ last }}) - unix_timestamp({{ first }}) as bigint){% endmacro %}

{% macro duckdb__elapsed_seconds(first, last) %}cast(date_diff('second', {{ first }}, {{ last }}) as bigint){% endmacro %}
