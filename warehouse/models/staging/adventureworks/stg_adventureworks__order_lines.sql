-- R2: the discount is a fraction. A line has the day of its order; its number is that of the line in
-- the whole table, so that it stays the same when another line of the order goes. The lines of an
-- order that was deleted keep its day: they are gone, not unreadable.
{%- set known_headers = "(select * from " ~ source('adventureworks', 'sales_order_header') ~ " where is_deleted is distinct from 'true') as known" %}
with lines as (

    select *, {{ clean(code('sales_order_id')) }} as order_number
    from {{ source('adventureworks', 'sales_order_detail') }}

),

headers as (

    select source_system, {{ clean(code('sales_order_id')) }} as order_number, order_date
    from ({{ latest_rows(known_headers, ['sales_order_id']) }}) as header

)

select
    lines.source_system,
    lines.order_number as order_id,
    {{ clean(code('lines.sales_order_detail_id')) }} as line_number,
    {{ clean(code('lines.product_id')) }} as product_id,
    nullif({{ clean(code('lines.special_offer_id')) }}, '1') as promotion_id,
    {{ day_of('headers.order_date') }} as business_date,
    {{ clean('lines.order_qty') }} as quantity,
    {{ clean('lines.unit_price') }} as unit_price,
    {{ clean('lines.unit_price_discount') }} as discount_rate,
    {{ clean('lines.line_total') }} as stated_amount,
    lines.order_number || '|' || {{ clean(code('lines.sales_order_detail_id')) }} as _slice,
    'false' as _restarts,
    cast(lines._source_row as {{ type_name('varchar') }}) as _part,
    lines.is_deleted as _deleted,
    lines._load_id,
    lines._source_file,
    lines._source_row
from lines
left join headers on lines.source_system = headers.source_system and lines.order_number = headers.order_number
