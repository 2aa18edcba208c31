{# A name of a place as `place_names` has it: small letters, one blank for whatever is no letter or digit. #}
{% macro place_name(expression) %}trim({{ replace_all("lower(" ~ expression ~ ")", '[^a-z0-9ßà-öø-ÿœ]+', ' ') }}){% endmacro %}


{# R12: a post code by the rules of its own country: of the US it gets back the zeros that it lost. #}
{% macro postal_code(expression, country) -%}
  case when {{ country }} = 'US' then {{ us_postal_code(expression) }} else {{ code("trim(" ~ expression ~ ")") }} end
{%- endmacro %}
