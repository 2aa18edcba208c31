-- R6: every row that could not be read, with the reason, the file and the row.
{%- set entities = ['customers', 'contacts', 'products', 'stores', 'employees', 'promotions', 'orders', 'order_lines',
    'returns', 'payments', 'support_tickets', 'web_sessions', 'inventory', 'purchase_receipts', 'control_totals'] %}
{% for entity in entities %}
select '{{ entity }}' as entity, source_system, _source_file as source_file, _source_row as source_row,
    {{ reason_text('_problems') }} as reason, _delivered as delivered, _amount as amount, _load_id as load_id
from {{ ref('intake_' ~ entity) }}
where _fate = 'quarantined'
union all
{% endfor %}
select source_table as entity, source_system, source_file, source_row,
    reason, delivered, cast(0 as decimal(38,4)) as amount, load_id
from {{ source('bronze', 'unreadable_rows') }}
