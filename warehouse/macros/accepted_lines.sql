{# The order lines that intake took, each with the part of its order (`order_part`, NULL where the order is
   one thing) and a number that no other line of the order has. To be read as a table. R3, R6 #}
{% macro accepted_lines() -%}
  {%- set lines = ref('intake_order_lines') -%}
  {%- set columns = (columns_of(lines) | map(attribute='name') | list) or ['line_number'] -%}
  (
    select
      {%- for column in columns %}
      {{ 'coalesce(parts.line_number, lines.line_number) as line_number' if column == 'line_number' else 'lines.' ~ column }},
      {%- endfor %}
      parts.part_number as order_part
    from {{ lines }} as lines
    left join {{ ref('order_parts') }} as parts
      on parts.source_system = lines.source_system and parts.order_id = lines.order_id
      and parts.delivered_line_number = lines.line_number and parts._load_id = lines._load_id
      and parts._source_file = lines._source_file and parts._source_row = lines._source_row
    where lines._fate = 'loaded'
  )
{%- endmacro %}


{# The key of an order: each part but the first has its number in it. #}
{% macro order_key_of(lines, part='order_part') -%}
  {{ lines }}.source_system || ':' || {{ lines }}.order_id || case when {{ lines }}.{{ part }} > 1 then '/' || cast({{ lines }}.{{ part }} as {{ type_name('varchar') }}) else '' end
{%- endmacro %}
