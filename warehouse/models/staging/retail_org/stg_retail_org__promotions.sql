-- A promotion is known only from the lines that it touched: one row per delivery and promotion.
with items as (

    select * from {{ ref('stg_retail_org__order_lines') }}

)

select
    source_system,
    promotion_id,
    'Promotion ' || promotion_id as promotion_name,
    max(discount_rate) as discount_rate,
    promotion_id as _slice,
    _load_id,
    _source_file,
    min(_source_row) as _source_row
from items
where promotion_id is not null
group by source_system, promotion_id, _load_id, _source_file
