{# The rows and money of one entity by delivery and fate. `silver` is the table that holds what was
   loaded, where it carries its lineage; else the intake's own word is taken. R6 #}
{% macro reconcile(entity, silver=none) -%}
  {%- for name in var('staging_models').get(entity, []) %}
    {%- set money = "coalesce(" ~ typed('gross_amount', 'decimal(18,4)') ~ ", cast(" ~ typed('quantity', 'decimal(18,4)') ~ " * " ~ typed('unit_price', 'decimal(18,6)') ~ " as decimal(18,4)), 0)" if entity == 'order_lines'
        else "coalesce(" ~ typed('amount', 'decimal(18,4)') ~ ", 0)" if entity in ['payments', 'returns', 'control_totals'] else '0' %}
    select source_system, _load_id as load_id, _source_file as source_file, '{{ entity }}' as entity, 'read' as fate,
      coalesce(_copy, 1) > 1 as is_copy, count(*) as row_count, cast(sum({{ money }}) as decimal(38,4)) as amount
    from ({{ select_staged(name, ['source_system', '_copy'] + (['quantity', 'unit_price', 'gross_amount'] if entity == 'order_lines' else ['amount'] if entity in ['payments', 'returns', 'control_totals'] else [])) }}) as staged
    group by source_system, _load_id, _source_file, coalesce(_copy, 1) > 1
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
