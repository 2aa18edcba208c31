{# The key of a place of sale: country/state/territory, each empty where it is not known; 'unknown'
   where none of them is. Readable, and the same whichever table names the place. #}
{% macro territory_key(country, state, territory="cast(null as " ~ type_name('varchar') ~ ")") -%}
  coalesce(nullif(concat(coalesce({{ country }}, ''), '/', coalesce({{ state }}, ''), '/', coalesce({{ territory }}, '')), '//'), 'unknown')
{%- endmacro %}
