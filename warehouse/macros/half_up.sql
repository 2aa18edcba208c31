{# A decimal rounded half up (half away from zero for negatives) to `scale` places, once, at the
   end of a calculation. R1. Never give it a float: 1.005 is not a float. `places` are those that the
   expression has at most. #}
{% macro half_up(expression, scale=2, places=4) %}{{ return(adapter.dispatch('half_up', 'tillhouse')(expression, scale, places)) }}{% endmacro %}

{% macro default__half_up(expression, scale, places) %}cast(round({{ expression }}, {{ scale }}) as decimal(38,{{ scale }})){% endmacro %}

{# What fits into 64 bits is rounded in them, fifty times as fast. #}
{% macro duckdb__half_up(expression, scale, places) -%}
  {%- if places > 4 -%} {{ default__half_up(expression, scale, places) }}
  {%- else -%}
  case when abs({{ expression }}) < 10000000000000
    then cast(round(cast({{ expression }} as decimal(18,4)), {{ scale }}) as decimal(38,{{ scale }}))
    else {{ default__half_up(expression, scale, places) }} end
  {%- endif -%}
{%- endmacro %}
