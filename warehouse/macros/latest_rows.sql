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
