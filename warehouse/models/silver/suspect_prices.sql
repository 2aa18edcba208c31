-- A price that sits on the wrong item of its order: it is not the product's own list price, and it
-- is that of another product of the same order (both to the whole unit). Flagged, never dropped.
-- Only where the source sells at list price: elsewhere an old or reduced price proves nothing.
with priced as (

    select
        lines.source_system,
        lines.order_id,
        lines.line_number,
        lines.product_id,
        lines.unit_price,
        products.list_price
    from {{ accepted_lines() }} as lines
    inner join {{ ref('products') }} as products
        on lines.source_system = products.source_system and lines.product_id = products.product_id
    where lines.is_list_price and products.list_price is not null

),

strange as (

    select * from priced
    where abs(unit_price - list_price) > 1

)

select distinct
    strange.source_system,
    strange.order_id,
    strange.line_number
from strange
inner join priced as others
    on strange.source_system = others.source_system
    and strange.order_id = others.order_id
    and abs(strange.unit_price - others.list_price) <= 1
where others.product_id <> strange.product_id
