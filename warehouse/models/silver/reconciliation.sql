-- R6, R7: what each delivery brought and what became of it. Read is counted in staging, loaded in
-- the silver tables themselves, so that a row lost or doubled in between shows.
{%- set tables = {'customers': 'customers_history', 'contacts': 'contacts', 'orders': 'orders', 'order_lines': 'order_lines'} %}
{%- set entities = ['customers', 'contacts', 'products', 'stores', 'employees', 'promotions', 'orders', 'order_lines',
    'returns', 'payments', 'support_tickets', 'web_sessions', 'inventory', 'purchase_receipts', 'control_totals'] %}
with counted as (

    {% for entity in entities %}
    {{ reconcile(entity, tables.get(entity)) }}
    union all
    {% endfor %}
    select source_system, load_id, source_file, source_table as entity, 'quarantined' as fate, false as is_copy,
        1 as row_count, cast(0 as decimal(38,4)) as amount
    from {{ source('bronze', 'unreadable_rows') }}
    union all
    select source_system, load_id, source_file, source_table as entity, 'read' as fate, false as is_copy,
        1 as row_count, cast(0 as decimal(38,4)) as amount
    from {{ source('bronze', 'unreadable_rows') }}

)

select
    source_system,
    load_id,
    source_file,
    entity,
    {%- for fate in ['read', 'loaded', 'quarantined', 'superseded', 'identical', 'held'] %}
    cast(sum(case when fate = '{{ fate }}' then row_count else 0 end) as bigint) as rows_{{ 'identical_dropped' if fate == 'identical' else fate }},
    {%- endfor %}
    cast(sum(case when fate = 'read' and is_copy then row_count else 0 end) as bigint) as rows_identical,
    {%- for fate in ['read', 'loaded', 'quarantined', 'superseded', 'identical', 'held'] %}
    cast(sum(case when fate = '{{ fate }}' then amount else 0 end) as decimal(38,4)) as amount_{{ 'identical_dropped' if fate == 'identical' else fate }},
    {%- endfor %}
    cast(sum(case when fate = 'read' and is_copy then amount else 0 end) as decimal(38,4)) as amount_identical
from counted
group by source_system, load_id, source_file, entity
