-- The orders that the lines of sales.csv make up: one customer's purchases of one day.
with lines as (

    select * from {{ ref('stg_retail_org__sales_lines') }}

)

select
    source_system,
    order_id,
    customer_id,
    business_date,
    min(currency_code) as currency_code,
    'online' as channel,
    _slice,
    'false' as _restarts,
    _load_id,
    _source_file,
    min(_source_row) as _source_row
from lines
where {{ typed('business_date', 'date') }} is not null
group by source_system, order_id, customer_id, business_date, _slice, _load_id, _source_file
