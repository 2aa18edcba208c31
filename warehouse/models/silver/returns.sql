-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    return_id,
    order_id,
    product_id,
    customer_id,
    store_id,
    returned_date,
    quantity,
    amount,
    reason,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_returns') }}
where _fate = 'loaded'
