{# R3, R26: orders in a state that no list and no answer knows, in the shape of `open_questions`, and lines
   whose order is in no list where others have a status. They are in silver and count nowhere; of a source
   that waits they are held. #}
{% macro questions_of_status_words() -%}
{%- set unknown = "(select * from " ~ ref('order_statuses') ~ " where status = 'unknown') as statuses" %}
{%- set orders = "(select * from " ~ ref('intake_orders') ~ " where _fate in ('loaded', 'held')) as orders" %}
select
    orders.source_system,
    'orders' as entity,
    'status.' || coalesce(statuses.delivered_status, '(empty)') as question,
    case when orders._fate = 'held' then 'held' else 'not counted' end as effect,
    orders.order_id as example,
    orders.business_date,
    lines.amount
from {{ orders }}
inner join {{ unknown }}
    on statuses.source_system = orders.source_system and statuses.word = coalesce(lower(trim(orders.status)), '')
left join ({{ money_of_orders("_fate in ('loaded', 'held') and source_system in (select source_system from " ~ ref('order_statuses') ~ " where status = 'unknown')") }}) as lines
    on lines.source_system = orders.source_system and lines.order_id = orders.order_id
union all
select
    lines.source_system,
    'order_lines',
    'status.(empty)',
    case when lines._fate = 'held' then 'held' else 'not counted' end,
    lines.order_id,
    lines.business_date,
    lines._amount
from {{ ref('intake_order_lines') }} as lines
inner join {{ unknown }} on statuses.source_system = lines.source_system and statuses.word = ''
left join {{ orders }} on orders.source_system = lines.source_system and orders.order_id = lines.order_id
where lines._fate in ('loaded', 'held') and orders.order_id is null
{%- endmacro %}
