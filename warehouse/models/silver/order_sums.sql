-- R26: orders that state a total, beside what their lines come to. Orders of which a line was rejected, held
-- back or is not there at all are not compared.
with stated as (

    select source_system, order_id, business_date, subtotal_amount, total_due_amount, stated_line_count,
        coalesce(freight_amount, 0) as freight_amount,
        coalesce(discount_amount, 0) as discount_amount,
        tax_amount,
        _source_file as source_file,
        _source_row as source_row
    from {{ ref('intake_orders') }} as orders
    where {{ is_taken('orders') }} and coalesce(total_due_amount, subtotal_amount, stated_line_count) is not null

),

lines as (

    select
        lines.source_system,
        lines.order_id,
        count(*) as line_count,
        sum(coalesce(lines.quantity, 1)) as unit_count,
        max(case when {{ is_taken('lines') }} then 0 else 1 end) as is_incomplete,
        sum({{ told_net_amount('lines') }}) as net_amount,
        sum(coalesce(lines.tax_amount, 0)) as tax_amount
    from {{ ref('intake_order_lines') }} as lines
    inner join (select distinct source_system from stated) as sources on sources.source_system = lines.source_system
    where lines._fate in ('loaded', 'quarantined', 'held')
    group by lines.source_system, lines.order_id

)

select
    stated.source_system,
    stated.order_id,
    stated.business_date,
    cast(lines.line_count as bigint) as line_count,
    cast(lines.unit_count as decimal(38,4)) as unit_count,
    stated.stated_line_count,
    cast(lines.net_amount as decimal(38,4)) as net_amount,
    cast(coalesce(stated.tax_amount, lines.tax_amount) as decimal(38,4)) as tax_amount,
    cast(stated.freight_amount as decimal(38,4)) as freight_amount,
    cast(stated.discount_amount as decimal(38,4)) as discount_amount,
    stated.subtotal_amount,
    stated.total_due_amount,
    stated.source_file,
    stated.source_row
from stated
inner join lines on lines.source_system = stated.source_system and lines.order_id = stated.order_id
where lines.is_incomplete = 0 and lines.net_amount is not null
