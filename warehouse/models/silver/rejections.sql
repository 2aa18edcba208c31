-- R6: what is wrong with each row that could not be read, one row per column and code. A row of a
-- database is named by its key, for nobody can find it by its place.
{%- set entities = ['customers', 'contacts', 'products', 'stores', 'employees', 'promotions', 'orders', 'order_lines',
    'returns', 'payments', 'support_tickets', 'web_sessions', 'inventory', 'purchase_receipts', 'control_totals'] %}
{%- set place = ['entity', 'source_system', 'load_id', 'source_file', 'source_row'] %}
with rejected as (

    {% for entity in entities %}
    select '{{ entity }}' as entity, source_system, _load_id as load_id, _source_file as source_file,
        _source_row as source_row, _problems as problems
    from {{ ref('intake_' ~ entity) }}
    where _fate = 'quarantined'
    union all
    {% endfor %}
    select source_table as entity, source_system, load_id, source_file, source_row,
        '' || chr(31) || {{ plain_text('reason') }} || chr(29) || 'unreadable_row' as problems
    from {{ source('bronze', 'unreadable_rows') }}

),

parts as (

    {{ problem_rows('rejected', place) }}

),

told as (

    select
        {{ place | join(', ') }},
        nullif(case when position(chr(29) in problem) > 0 then split_part(problem, chr(31), 1) end, '') as column_name,
        case when position(chr(29) in problem) > 0 then {{ code_of_problem('problem') }} else 'source_problem' end as code,
        nullif(case when position(chr(29) in problem) > 0
            then split_part(split_part(problem, chr(29), 1), chr(31), 2) else problem end, '') as value
    from parts

),

keyed as (

    select distinct keys.source_system, keys.load_id, keys.source_file, keys.source_row, keys.row_key
    from {{ source('bronze', 'row_keys') }} as keys
    inner join rejected
        on rejected.source_system = keys.source_system
        and rejected.load_id = keys.load_id
        and rejected.source_file = keys.source_file
        and rejected.source_row = keys.source_row

)

select told.*, keyed.row_key
from told
left join keyed
    on keyed.source_system = told.source_system
    and keyed.load_id = told.load_id
    and keyed.source_file = told.source_file
    and keyed.source_row = told.source_row
