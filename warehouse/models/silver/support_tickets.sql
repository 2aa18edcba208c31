-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    ticket_id,
    customer_id,
    created_at,
    resolved_at,
    issue_type,
    satisfaction_score,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_support_tickets') }}
where _fate = 'loaded'
