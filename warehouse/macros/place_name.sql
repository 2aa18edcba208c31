{# A name of a place as `place_names` has it: small letters, one blank for whatever is no letter or digit. #}
{% macro place_name(expression) %}trim({{ replace_all("lower(" ~ expression ~ ")", '[^a-z0-9ßà-öø-ÿœ]+', ' ') }}){% endmacro %}


{# How many digits the post codes of a country have, of those whose codes begin with zeros. #}
{% macro postal_digits() -%}
  {{ return({4: ['NO', 'AU', 'DK', 'CH'], 5: ['DE', 'FR', 'IT', 'ES', 'FI', 'EE', 'HR', 'TR', 'MX', 'KR', 'MY', 'LT', 'UA', 'MA'],
             6: ['CN', 'RO'], 7: ['JP'], 8: ['BR']}) }}
{%- endmacro %}


{# R12: a post code by the rules of its own country, which gets back the zeros that a spreadsheet took. #}
{% macro postal_code(expression, country) -%}
  {%- set plain = code("trim(" ~ expression ~ ")") -%}
  case when {{ country }} = 'US' then {{ us_postal_code(expression) }}
  {%- for digits, countries in postal_digits().items() %}
    when {{ country }} in ('{{ countries | join("', '") }}') and {{ matches(plain, '^[1-9][0-9]{' ~ (digits - 3) ~ ',' ~ (digits - 2) ~ '}$') }} then lpad({{ plain }}, {{ digits }}, '0')
  {%- endfor %}
    else {{ plain }} end
{%- endmacro %}
