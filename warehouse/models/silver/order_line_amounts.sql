-- R2: what is charged for a whole order, spread over its lines by their net amounts; what rounding
-- leaves is on the largest line, so that the lines add up to the order to the last place.
{%- set spread = ['subtotal_amount', 'tax_amount', 'freight_amount', 'other_amount'] %}
with orders as (

    select
        *,
        cast(total_due_amount - coalesce(subtotal_amount, 0) - coalesce(tax_amount, 0) - coalesce(freight_amount, 0)
            as decimal(38,4)) as other_amount
    from {{ ref('orders') }}
    where coalesce(total_due_amount, subtotal_amount, tax_amount, freight_amount) is not null

),

lines as (

    select
        lines.order_line_key, lines.order_key, lines.source_system, lines.order_id, lines.line_number,
        lines.business_date, lines.currency_code, lines.is_counted, lines.net_amount,
        cast(sum(lines.net_amount) over (partition by lines.source_system, lines.order_id) as decimal(38,4)) as order_net_amount,
        row_number() over (partition by lines.source_system, lines.order_id order by abs(lines.net_amount) desc, lines.line_number) as size_rank
    from {{ ref('order_lines') }} as lines

),

parts as (

    select
        lines.*,
        {%- for name in spread %}
        orders.{{ name }} as order_{{ name }},
        coalesce({{ apportioned('orders.' ~ name, 'lines.net_amount', 'lines.order_net_amount') }},
            case when orders.{{ name }} is not null then cast(0 as decimal(38,4)) end) as part_{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from lines
    join orders on lines.source_system = orders.source_system and lines.order_id = orders.order_id

),

spread as (

    select
        *,
        {%- for name in spread %}
        cast(part_{{ name }} + case when size_rank = 1
            then order_{{ name }} - sum(part_{{ name }}) over (partition by source_system, order_id) else 0 end as decimal(38,4)) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from parts

)

select
    order_line_key, order_key, source_system, order_id, line_number, business_date, currency_code, is_counted,
    net_amount, subtotal_amount, tax_amount, freight_amount,
    cast(other_amount + coalesce(subtotal_amount, 0) + coalesce(tax_amount, 0) + coalesce(freight_amount, 0)
        as decimal(38,4)) as total_due_amount
from spread
