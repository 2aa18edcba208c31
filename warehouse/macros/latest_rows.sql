{# A delivered table as it is now: the row delivered last of each key, without those whose key is
   gone. The last is that of the latest `version` (an expression) where rows tell their own. For tables
   that only lend columns to others; an entity's own rows all go to intake. R7 #}
{% macro latest_rows(relation, key, has_deletes=false, version=none) -%}
  select * from (
    select *, row_number() over (
      partition by source_system, {{ key | join(', ') }}
      order by {{ "coalesce(" ~ version ~ ", '') desc, " if version }}_load_id desc, _source_row desc) as _recency
    from {{ relation }}
  ) as versions
  where _recency = 1{% if has_deletes %} and is_deleted is distinct from 'true'{% endif %}
{%- endmacro %}


{# A moment of change as text that sorts by time (`_version`); what cannot be read sorts as it is. R7 #}
{% macro version_text(expression) -%}
  coalesce(cast({{ typed(expression, 'timestamp') }} as {{ type_name('varchar') }}), {{ clean(expression) }})
{%- endmacro %}


{# The day of a load in ISO text, from its id. #}
{% macro day_of_load(load_id) -%}
  substr({{ load_id }}, 1, 4) || '-' || substr({{ load_id }}, 5, 2) || '-' || substr({{ load_id }}, 7, 2)
{%- endmacro %}


{# The day in the name of a file in ISO text: the first year, month and day, whatever signs are between
   them; NULL where the name has none. `order`: ymd, dmy or mdy. #}
{% macro day_of_name(file, order='ymd') -%}
  {%- set year, rest, gap, edge = '((?:19|20)[0-9][0-9])', '([0-9][0-9])', '[-_./ ]?', '(?:^|[^0-9])' -%}
  {%- set parts = {'y': year, 'm': rest, 'd': rest} -%}
  {%- set pattern = edge ~ parts[order[0]] ~ gap ~ parts[order[1]] ~ gap ~ parts[order[2]] ~ '(?:[^0-9]|$)' -%}
  {%- set pieces = [] -%}
  {%- for part in 'ymd' %}{% do pieces.append(part_of(file, pattern, order.index(part) + 1)) %}{% endfor -%}
  nullif({{ pieces | join(" || '-' || ") }}, '--')
{%- endmacro %}
