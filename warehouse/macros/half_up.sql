{# A decimal rounded half up (half away from zero for negatives) to `scale` places, once, at the
   end of a calculation. R1. Never give it a float: 1.005 is not a float. #}
{% macro half_up(expression, scale=2) %}{{ return(adapter.dispatch('half_up', 'tillhouse')(expression, scale)) }}{% endmacro %}

{% macro default__half_up(expression, scale) %}cast(round({{ expression }}, {{ scale }}) as decimal(18,{{ scale }})){% endmacro %}
