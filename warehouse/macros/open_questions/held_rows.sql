{# R26: the rows of an entity that intake holds back for a question of their own, in the shape of
   `open_questions`. What an order carries is the money of its lines. Examples are numbers of things,
   never of people. #}
{% macro questions_of_held_rows(entity) -%}
{%- set days = {'orders': 'business_date', 'order_lines': 'business_date', 'returns': 'returned_date',
                'payments': 'paid_date', 'inventory': 'stock_date', 'purchase_receipts': 'received_date',
                'control_totals': 'business_date'} -%}
{%- set examples = {'orders': 'order_id', 'order_lines': 'order_id', 'returns': 'order_id', 'payments': 'order_id',
                    'products': 'product_id', 'inventory': 'product_id', 'stores': 'store_id',
                    'promotions': 'promotion_id', 'purchase_receipts': 'product_id',
                    'control_totals': 'store_id'} -%}
select
    held.source_system,
    '{{ entity }}' as entity,
    held._question as question,
    'held' as effect,
    {{ 'held.' ~ examples[entity] if entity in examples else 'cast(null as ' ~ type_name('varchar') ~ ')' }} as example,
    {{ 'held.' ~ days[entity] if entity in days else 'cast(null as date)' }} as business_date,
    {{ 'lines.amount' if entity == 'orders' else 'held._amount' }} as amount
from {{ ref('intake_' ~ entity) }} as held
{%- if entity == 'orders' %}
left join ({{ money_of_orders("_fate = 'held' and _question <> '(source)'") }}) as lines
    on lines.source_system = held.source_system and lines.order_id = held.order_id
{%- endif %}
where held._fate = 'held' and held._question <> '(source)'
{%- endmacro %}


{# The money of the lines of some orders, of those that are held back where some are: source_system,
   order_id, amount. #}
{% macro money_of_orders(condition) -%}
select lines.source_system, lines.order_id,
    coalesce(sum(case when lines._fate = 'held' then lines._amount end), sum(lines._amount)) as amount
from {{ ref('intake_order_lines') }} as lines
inner join (select distinct source_system, order_id from {{ ref('intake_orders') }} where {{ condition }}) as wanted
    on wanted.source_system = lines.source_system and wanted.order_id = lines.order_id
where lines._fate in ('loaded', 'held')
group by lines.source_system, lines.order_id
{%- endmacro %}
