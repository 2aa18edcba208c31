{# A delivered table as it is now: the row delivered last of each key, without those whose key is
   gone. For tables that only lend columns to others; an entity's own rows all go to intake. R7 #}
{% macro latest_rows(relation, key, has_deletes=false) -%}
  select * from (
    select *, row_number() over (
      partition by source_system, {{ key | join(', ') }} order by _load_id desc, _source_row desc) as _recency
    from {{ relation }}
  ) as versions
  where _recency = 1{% if has_deletes %} and is_deleted is distinct from 'true'{% endif %}
{%- endmacro %}


{# The day of a date or moment in ISO text. What is no such text is handed on as it is. #}
{% macro day_of(expression) -%}
  case when {{ matches(expression, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]') }} then substr({{ expression }}, 1, 10) else {{ clean(expression) }} end
{%- endmacro %}


{# The moment; NULL where only the day is told. #}
{% macro moment_of(expression) -%}
  case when {{ matches(expression, '^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00([.]0+)?)?)?$') }} then null else {{ clean(expression) }} end
{%- endmacro %}
