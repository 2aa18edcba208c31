-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    session_id,
    customer_id,
    started_at,
    page_views,
    duration_minutes,
    device,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_web_sessions') }}
where _fate = 'loaded'
