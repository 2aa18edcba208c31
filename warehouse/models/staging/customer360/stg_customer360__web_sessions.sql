-- R14: the unit of a session's duration is declared for the source; a visit needs its page views.
{%- set order = kind_setting('customer360', 'date_order') %}
{%- set unit = kind_setting('customer360', 'session_duration_unit') %}
with source as (

    select * from {{ source('customer360', 'web_interactions') }}

),

read as (

    select
        *,
        {{ written_moment('interaction_date', order) }} as interaction_moment
    from source

)

select
    source_system,
    {{ clean(code('session_id')) }} as session_id,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ moment_text('interaction_moment', clean('interaction_date')) }} as started_at,
    {{ clean(code('page_views')) }} as page_views,
    {{ minutes_text(clean('session_duration'), unit) }} as duration_minutes,
    lower({{ clean('device') }}) as device,
    {{ clean(code('session_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    nullif(concat_ws(chr(30), {{ unclear_date('interaction_date', order) }},
        case when {{ clean('page_views') }} is not null and {{ typed('page_views', 'integer') }} is null
            then {{ problem('page_views', 'not_a_number', 'page_views') }} end), '') as _problem,
    _load_id,
    _source_file,
    _source_row
from read
