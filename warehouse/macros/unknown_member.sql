{# R6: the member that stands for what is not known: key 'unknown', the columns of the YAML. #}
{% macro unknown_member(entity) -%}
  {%- set columns = model.columns.values() -%}
  {%- set words = {'employees': ['full_name'], 'customers': ['full_name', 'customer_type'], 'stores': ['store_name'],
                   'products': ['product_name', 'category_name', 'subcategory_name']}[entity] -%}
  select
    {%- for c in columns %}
    {% if c.name.endswith('_key') or c.name in words or c.name == 'source_system' or c.name == entity[:-1] ~ '_id' -%} 'unknown'
    {%- elif c.name == 'is_known' or c.name == 'is_manager' -%} false
    {%- elif c.name == 'time_zone' -%} '{{ var('shop')['time_zone'] }}'
    {%- else -%} cast(null as {{ type_name(c.data_type) }})
    {%- endif %} as {{ c.name }}{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
