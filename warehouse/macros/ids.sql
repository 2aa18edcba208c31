{# R15: a number that another table of the source counts from elsewhere: shifted by a fixed difference.
   What is no number is handed on as it is, and will match nobody. #}
{% macro shifted_id(expression, shift) -%}
  case when {{ matches(expression, '^[0-9]{1,15}$') }}
       then cast(cast({{ expression }} as bigint) + ({{ shift | int }}) as {{ type_name('varchar') }})
       else {{ expression }} end
{%- endmacro %}
