{# Does a text match a regular expression somewhere? Patterns use no backslash: Spark eats one. #}
{% macro matches(expression, pattern) %}{{ return(adapter.dispatch('matches', 'tillhouse')(expression, pattern)) }}{% endmacro %}

{% macro default__matches(expression, pattern) %}({{ expression }} rlike '{{ pattern }}'){% endmacro %}

{% macro duckdb__matches(expression, pattern) %}regexp_matches({{ expression }}, '{{ pattern }}'){% endmacro %}


{# Every match of a pattern replaced. #}
{% macro replace_all(expression, pattern, replacement) %}{{ return(adapter.dispatch('replace_all', 'tillhouse')(expression, pattern, replacement)) }}{% endmacro %}

{% macro default__replace_all(expression, pattern, replacement) %}regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}'){% endmacro %}

{% macro duckdb__replace_all(expression, pattern, replacement) %}regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g'){% endmacro %}


{# The text without blanks around it; NULL where nothing, or one of the words for nothing, is left. #}
{% macro clean(expression, nothing=[]) -%}
  {%- set trimmed = "trim(" ~ expression ~ ")" -%}
  case when {{ trimmed }} in ('' {%- for word in nothing %}, '{{ word }}'{% endfor %}) then null else {{ trimmed }} end
{%- endmacro %}


{# A number that a spreadsheet turned into a decimal (`17850.0`) as the code that it was. #}
{% macro code(expression) -%}
  case when {{ matches(expression, '^[0-9]+[.]0+$') }} then {{ replace_all(expression, '[.]0+$', '') }} else {{ expression }} end
{%- endmacro %}


{# NULL-safe equality, for joins and comparisons where NULL = NULL. #}
{% macro same(left, right) %}({{ left }} is not distinct from {{ right }}){% endmacro %}
