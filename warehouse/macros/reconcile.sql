{# The rows and money of one entity by delivery and fate. `silver` is the table that holds what was
   loaded, where it carries its lineage; else the intake's own word is taken. R6 #}
{% macro reconcile(entity, silver=none) -%}
  {%- set numbers = {'order_lines': {'gross_amount': 'money', 'quantity': 'quantity', 'unit_price': 'price'},
      'control_totals': {'amount': 'takings'}, 'payments': {'amount': 'money'}, 'returns': {'amount': 'money'}}.get(entity, {}) %}
  {%- for name in var('staging_models').get(entity, []) %}
    select source_system, _load_id as load_id, _source_file as source_file, '{{ entity }}' as entity, 'read' as fate,
      is_copy, count(*) as row_count, cast(sum({{ money_in(numbers) }}) as decimal(38,4)) as amount
    from ({{ delivered_numbers(name, numbers) }}) as delivered
    group by source_system, _load_id, _source_file, is_copy
    union all
  {%- endfor %}
  {%- if silver %}
    select source_system, _load_id as load_id, _source_file as source_file, '{{ entity }}' as entity, 'loaded' as fate,
      false as is_copy, count(*) as row_count,
      cast(sum({{ 'delivered_amount' if entity == 'order_lines' else '0' }}) as decimal(38,4)) as amount
    from {{ ref(silver) }}
    {%- if entity == 'orders' %}
    where order_key = source_system || ':' || order_id
    {%- endif %}
    group by source_system, _load_id, _source_file
    union all
  {%- endif %}
    select source_system, _load_id as load_id, _source_file as source_file, '{{ entity }}' as entity, _fate as fate,
      false as is_copy, count(*) as row_count, cast(sum(_amount) as decimal(38,4)) as amount
    from {{ ref('intake_' ~ entity) }}
    {%- if silver %}
    where _fate <> 'loaded'
    {%- endif %}
    group by source_system, _load_id, _source_file, _fate
{%- endmacro %}


{# The numbers of a staging model as its intake takes them: NULL where one is none, or beyond its bound. Read
   anew, so that what intake does to a row shows. `numbers`: column → kind. #}
{% macro delivered_numbers(name, numbers) -%}
  select source_system, _load_id, _source_file, is_copy
    {%- for column, kind in numbers.items() %},
    case when abs({{ column }}) <= {{ var('number_bounds')[kind] }} then {{ column }} end as {{ column }}
    {%- endfor %}
  from (
    select source_system, _load_id, _source_file, coalesce(_copy, 1) > 1 as is_copy
      {%- for column, kind in numbers.items() %},
      {{ typed(column, {'price': 'decimal(18,6)', 'takings': 'decimal(38,4)'}.get(kind, 'decimal(18,4)')) }} as {{ column }}
      {%- endfor %}
    from ({{ select_staged(name, ['source_system', '_copy'] + numbers | list) }}) as staged
  ) as typed
{%- endmacro %}


{# The money that a row with these numbers carries, as `intake_amount` has it. #}
{% macro money_in(numbers) -%}
  {%- if 'quantity' in numbers -%} coalesce(gross_amount, {{ money_of('quantity', 'unit_price') }}, 0)
  {%- elif 'amount' in numbers -%} coalesce(amount, 0)
  {%- else -%} 0 {%- endif -%}
{%- endmacro %}
