-- R6: what was accepted; empty until a source brings it.
select
    source_system,
    store_id,
    product_id,
    stock_date,
    quantity,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_inventory') }}
where _fate = 'loaded'
