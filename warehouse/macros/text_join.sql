{# Texts joined by a separator, leaving out those that are NULL; NULL when nothing is left. #}
{% macro text_join(separator, expressions) %}{{ return(adapter.dispatch('text_join', 'tillhouse')(separator, expressions)) }}{% endmacro %}

{% macro default__text_join(separator, expressions) %}nullif(concat_ws('{{ separator }}', {{ expressions | join(', ') }}), ''){% endmacro %}

{% macro snowflake__text_join(separator, expressions) %}nullif(array_to_string(array_construct_compact({{ expressions | join(', ') }}), '{{ separator }}'), ''){% endmacro %}
