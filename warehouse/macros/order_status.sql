{# R3: what a source calls the state of an order, in five words. A source without status: completed. #}
{% macro order_status(expression, source_system=none) -%}
  {%- set word = "lower(trim(" ~ expression ~ "))" -%}
  case
    when {{ expression }} is null then 'completed'
    when {{ word }} in ('completed', 'complete', 'shipped', 'delivered', 'paid', 'closed', 'fulfilled', 'success', '5') then 'completed'
    when {{ word }} in ('open', 'pending', 'processing', 'in process', 'approved', 'new', 'backordered', '1', '2', '3') then 'open'
    when {{ word }} in ('cancelled', 'canceled', 'rejected', 'void', '4', '6') then 'cancelled'
    when {{ word }} in ('failed', 'declined', 'error') then 'failed'
    else 'unknown'
  end
{%- endmacro %}


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
