-- R14: an open ticket has no time of resolution. A score is 1 to 5; another one cannot be read.
{%- set order = kind_setting('customer360', 'date_order') %}
with source as (

    select * from {{ source('customer360', 'customer_support') }}

),

read as (

    select
        *,
        {{ written_moment('created_at', order) }} as created_moment,
        {{ written_moment('resolved_at', order) }} as resolved_moment
    from source

)

select
    source_system,
    {{ clean(code('ticket_id')) }} as ticket_id,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ moment_text('created_moment', clean('created_at')) }} as created_at,
    {{ moment_text('resolved_moment', clean('resolved_at')) }} as resolved_at,
    {{ clean('issue_type') }} as issue_type,
    case when {{ matches(code("trim(satisfaction_score)"), '^[0-9]+$') }} and not {{ matches(code("trim(satisfaction_score)"), '^[1-5]$') }}
        then 'not 1 to 5: ' || satisfaction_score else {{ clean(code('satisfaction_score')) }} end as satisfaction_score,
    {{ clean(code('ticket_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    {{ unclear_date('created_at', order) }} as _problem,
    _load_id,
    _source_file,
    _source_row
from read
