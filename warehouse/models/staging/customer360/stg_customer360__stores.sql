-- The places that transactions name: one row per place and delivery, from the first that names it.
with lines as (

    select * from {{ ref('stg_customer360__order_lines') }}

)

select
    source_system,
    store_id,
    store_id as store_name,
    trim(split_part(store_id, ',', 1)) as city,
    store_id as _slice,
    _load_id,
    _source_file,
    min(_source_row) as _source_row
from lines
where store_id is not null
group by source_system, store_id, _load_id, _source_file
