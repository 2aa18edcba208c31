{# R3, R26: orders in a state that neither a vocabulary nor an answer knows, in the shape of
   `open_questions`. They are in silver and count nowhere; of a source that waits they are held. #}
{% macro questions_of_status_words() -%}
{%- set is_asked = "status is not null and _fate in ('loaded', 'held') and " ~ order_status('status', 'source_system') ~ " = 'unknown'" -%}
select
    orders.source_system,
    'orders' as entity,
    'status.' || min(trim(orders.status)) over (partition by orders.source_system, lower(trim(orders.status))) as question,
    case when orders._fate = 'held' then 'held' else 'not counted' end as effect,
    orders.order_id as example,
    orders.business_date,
    lines.amount
from (select * from {{ ref('intake_orders') }} where {{ is_asked }}) as orders
left join ({{ money_of_orders(is_asked) }}) as lines
    on lines.source_system = orders.source_system and lines.order_id = orders.order_id
{%- endmacro %}
