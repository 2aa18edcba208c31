{# A rule of the project file, `[rules.<section>] <name>`, as it stands there. #}
{% macro rule(section, name) -%}
  {%- set value = var('rules').get(section, {}).get(name) -%}
  {%- if value is none and execute -%}
    {{ exceptions.raise_compiler_error("the rule '" ~ section ~ "." ~ name ~ "' is not set") }}
  {%- endif -%}
  {{ return(value if value is not none else 0) }}
{%- endmacro %}


{# A share, rate or factor of the rules as an exact decimal: settings are never floats in SQL. R1 #}
{% macro rule_number(section, name) %}cast({{ rule(section, name) }} as decimal(10,6)){% endmacro %}


{# An amount of money of the rules. R1 #}
{% macro rule_amount(section, name) %}cast({{ rule(section, name) }} as decimal(38,3)){% endmacro %}
