{# The first day of a month that is written 2024-03, 2024/03, 03/2024 or 03.2024; what is none is handed on
   as it is, so that intake rejects it with its own words. #}
{% macro month_day(expression) -%}
  {%- set text = "trim(" ~ expression ~ ")" -%}
  case
    when {{ matches(text, '^[0-9]{4}[-/.][0-9]{2}$') }} then concat(substr({{ text }}, 1, 4), '-', substr({{ text }}, 6, 2), '-01')
    when {{ matches(text, '^[0-9]{2}[-/.][0-9]{4}$') }} then concat(substr({{ text }}, 4, 4), '-', substr({{ text }}, 1, 2), '-01')
    else {{ clean(expression) }} end
{%- endmacro %}
