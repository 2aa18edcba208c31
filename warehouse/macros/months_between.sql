{# Whole months from the first day of one month to that of a later one. #}
{% macro months_between(first, last) -%}
  cast((extract(year from {{ last }}) - extract(year from {{ first }})) * 12
    + extract(month from {{ last }}) - extract(month from {{ first }}) as integer)
{%- endmacro %}
