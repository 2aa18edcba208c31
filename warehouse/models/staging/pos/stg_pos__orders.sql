-- The orders that till lines make up: one customer's purchases in one store on one day.
with lines as (

    select * from {{ ref('stg_pos__order_lines') }}

)

select
    source_system,
    order_id,
    customer_id,
    store_id,
    business_date,
    'store' as channel,
    _slice,
    'false' as _restarts,
    _load_id,
    _source_file,
    min(_source_row) as _source_row
from lines
where {{ typed('business_date', 'date') }} is not null
group by source_system, order_id, customer_id, store_id, business_date, _slice, _load_id, _source_file
