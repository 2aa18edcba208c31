-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    payment_id,
    order_id,
    customer_id,
    paid_date,
    amount,
    payment_method,
    currency_code,
    store_id,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_payments') }}
where _fate = 'loaded'
