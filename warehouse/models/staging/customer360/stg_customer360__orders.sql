-- The orders that the transactions are; what is wrong with one is said of its line.
with lines as (

    select * from {{ ref('stg_customer360__order_lines') }}

)

select
    source_system,
    order_id,
    customer_id,
    store_id,
    business_date,
    'store' as channel,
    _slice,
    _part,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from lines
where order_id is not null and _problem is null
    and {{ typed('business_date', 'date') }} is not null
    and {{ typed('unit_price', 'decimal(18,4)') }} is not null
