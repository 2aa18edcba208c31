-- R6: the one account of each source and entity, from what was delivered to what counts. Delivered is
-- the sum of all the others, in rows and in money.
{%- set entities = ['customers', 'contacts', 'products', 'stores', 'employees', 'promotions', 'orders', 'order_lines',
    'returns', 'payments', 'support_tickets', 'web_sessions', 'inventory', 'purchase_receipts', 'control_totals'] %}
{%- set nothing = 'cast(null as ' ~ type_name('varchar') ~ ')' %}
with rest as (

    {% for entity in entities %}
    {{ account_of_rest(entity) }}
    union all
    {% endfor %}
    select source_system, 'order_lines' as entity, 'not counted' as state, uncounted_reason as reason,
        uncounted_value as detail, order_key, delivered_amount as amount
    from {{ ref('order_lines') }}
    where not is_counted
    union all
    select records.source_system, 'returns' as entity, 'not counted' as state, records.fate as reason, {{ nothing }} as detail,
        {{ nothing }} as order_key, coalesce(delivered.amount, 0) as amount
    from {{ ref('return_records') }} as records
    inner join {{ ref('returns') }} as delivered
        on delivered.source_system = records.source_system and delivered.return_id = records.return_id
    where records.fate <> 'counted'

),

left_out as (

    select source_system, entity, state, reason, detail,
        count(*) as row_count, count(distinct order_key) as order_count, sum(amount) as amount
    from rest
    group by source_system, entity, state, reason, detail
    union all
    select source_system, source_table as entity, 'rejected' as state, 'unreadable_row' as reason, {{ nothing }} as detail,
        count(*) as row_count, 0 as order_count, 0 as amount
    from {{ source('bronze', 'unreadable_rows') }}
    group by source_system, source_table

),

loaded as (

    select source_system, entity, sum(rows_read) as rows_read, sum(amount_read) as amount_read,
        sum(rows_loaded) as rows_loaded, sum(amount_loaded) as amount_loaded
    from {{ ref('reconciliation') }}
    group by source_system, entity

),

uncounted as (

    select source_system, entity, sum(row_count) as row_count, sum(amount) as amount
    from left_out
    where state = 'not counted'
    group by source_system, entity

),

told as (

    select source_system, entity, 'delivered' as state, {{ nothing }} as reason, {{ nothing }} as detail,
        rows_read as row_count, 0 as order_count, amount_read as amount
    from loaded
    union all
    select loaded.source_system, loaded.entity, 'counted' as state, {{ nothing }} as reason, {{ nothing }} as detail,
        loaded.rows_loaded - coalesce(uncounted.row_count, 0) as row_count, 0 as order_count,
        loaded.amount_loaded - coalesce(uncounted.amount, 0) as amount
    from loaded
    left join uncounted on uncounted.source_system = loaded.source_system and uncounted.entity = loaded.entity
    union all
    select source_system, entity, state, reason, detail, row_count, order_count, amount from left_out

),

files as (

    select load_id, min(source_file) as source_file from {{ ref('reconciliation') }} group by load_id

)

select
    told.source_system,
    told.entity,
    told.state,
    told.reason,
    coalesce(files.source_file, told.detail) as detail,
    cast(sum(told.row_count) as bigint) as row_count,
    cast(sum(told.order_count) as bigint) as order_count,
    cast(sum(told.amount) as decimal(38,4)) as amount
from told
left join files on told.state = 'replaced' and files.load_id = told.detail
where told.row_count <> 0 or told.state = 'delivered'
group by told.source_system, told.entity, told.state, told.reason, coalesce(files.source_file, told.detail)
