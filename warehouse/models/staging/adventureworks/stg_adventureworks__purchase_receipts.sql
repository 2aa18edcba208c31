-- What vendors delivered. R3: rejected units went back to the vendor and are no customer returns.
with lines as (

    select *, {{ clean(code('purchase_order_id')) }} as order_number
    from {{ source('adventureworks', 'purchase_order_detail') }}

),

headers as (

    {{ latest_rows(source('adventureworks', 'purchase_order_header'), ['purchase_order_id']) }}

)

select
    lines.source_system,
    lines.order_number || '-' || {{ clean(code('lines.purchase_order_detail_id')) }} as receipt_id,
    {{ clean(code('lines.product_id')) }} as product_id,
    {{ clean(code('headers.vendor_id')) }} as vendor_id,
    coalesce({{ day_of('headers.ship_date') }}, {{ day_of('lines.due_date') }}) as received_date,
    {{ clean('lines.order_qty') }} as ordered_quantity,
    {{ clean('lines.received_qty') }} as received_quantity,
    {{ clean('lines.rejected_qty') }} as rejected_quantity,
    lines.order_number || '-' || {{ clean(code('lines.purchase_order_detail_id')) }} as _slice,
    cast(lines._source_row as {{ type_name('varchar') }}) as _part,
    lines._load_id,
    lines._source_file,
    lines._source_row
from lines
left join headers on lines.source_system = headers.source_system and lines.order_number = headers.purchase_order_id
