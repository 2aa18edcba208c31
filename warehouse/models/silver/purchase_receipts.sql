-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    receipt_id,
    product_id,
    vendor_id,
    received_date,
    ordered_quantity,
    received_quantity,
    rejected_quantity,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_purchase_receipts') }}
where _fate = 'loaded'
