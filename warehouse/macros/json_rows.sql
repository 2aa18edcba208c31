{# Rows out of a JSON list of objects: `columns` of the relation, `item_number` (from 1) and each
   named field as text (nested objects by path: {'promo_id': 'promotion_info.promo_id'}).
   A text that is no JSON list gives no rows; say so in the staging model of the parent entity. #}
{% macro json_rows(relation, json_column, columns, fields) %}{{ return(adapter.dispatch('json_rows', 'tillhouse')(relation, json_column, columns, fields)) }}{% endmacro %}

{% macro default__json_rows(relation, json_column, columns, fields) %}
  select {% for column in columns %}{{ column }}, {% endfor %}
    cast(item_index as integer) + 1 as item_number
    {%- for name, path in fields.items() %},
    get_json_object(item, '{{ json_path(path) }}') as {{ name }}
    {%- endfor %}
  from (
    select {% for column in columns %}{{ column }}, {% endfor %}
      posexplode(from_json({{ json_column }}, 'array<string>')) as (item_index, item)
    from {{ relation }}
    where {{ is_json_list(json_column) }}
  ) as items
{% endmacro %}

{# One pass over the text: the list is read as structs of text, then unnested with its numbers. #}
{% macro duckdb__json_rows(relation, json_column, columns, fields) %}
  select {% for column in columns %}{{ column }}, {% endfor %}
    cast(item_number as integer) as item_number
    {%- for name, path in fields.items() %},
    items[item_number].{{ path }} as {{ name }}
    {%- endfor %}
  from (
    select {% for column in columns %}{{ column }}, {% endfor %} items,
      unnest(generate_series(1, len(items))) as item_number
    from (
      select *, case when {{ is_json_list(json_column) }}
        then from_json({{ json_column }}, '[{{ json_structure(fields.values()) }}]') end as items
      from {{ relation }}
    ) as parsed
  ) as numbered
{% endmacro %}


{# '{"id": "VARCHAR", "promotion_info": {"promo_id": "VARCHAR"}}' for paths of one or two steps. #}
{% macro json_structure(paths) -%}
  {%- set tree = {} -%}
  {%- for path in paths -%}
    {%- set steps = path.split('.') -%}
    {%- if steps | length == 1 -%} {%- do tree.update({steps[0]: 'VARCHAR'}) -%}
    {%- else -%} {%- do tree.setdefault(steps[0], {}).update({steps[1]: 'VARCHAR'}) -%}
    {%- endif -%}
  {%- endfor -%}
  {{ tojson(tree) }}
{%- endmacro %}


{# Is the text a whole JSON list? #}
{% macro is_json_list(expression) %}{{ return(adapter.dispatch('is_json_list', 'tillhouse')(expression)) }}{% endmacro %}

{# Spark would wrap a single object into a list of one. #}
{% macro default__is_json_list(expression) %}(trim({{ expression }}) like '[%' and from_json({{ expression }}, 'array<string>') is not null){% endmacro %}

{% macro duckdb__is_json_list(expression) %}(json_valid({{ expression }}) and json_type(case when json_valid({{ expression }}) then {{ expression }} end) = 'ARRAY'){% endmacro %}


{# One value out of a JSON text by path, as text; NULL where the text is no JSON. #}
{% macro json_field(expression, path) %}{{ return(adapter.dispatch('json_field', 'tillhouse')(expression, path)) }}{% endmacro %}

{% macro default__json_field(expression, path) %}get_json_object({{ expression }}, '{{ json_path(path) }}'){% endmacro %}

{% macro duckdb__json_field(expression, path) %}(case when json_valid({{ expression }}) then {{ expression }} end ->> '{{ json_path(path) }}'){% endmacro %}


{# 'a.b' is a field of the object, '[0].a' one of a list's first object. #}
{% macro json_path(path) %}{{ '$' ~ path if path.startswith('[') else '$.' ~ path }}{% endmacro %}
