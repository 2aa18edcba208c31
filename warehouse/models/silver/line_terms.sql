-- R2: the lines of orders that have a discount of their own, or tax in their prices that only the order
-- tells: what each asks for, and what its order says. Lines that are discounts are discounts of the order.
{%- set zero = 'cast(0 as decimal(38,4))' %}
with taxed as (

    select distinct source_system from {{ ref('intake_order_lines') }} where _fate = 'loaded' and is_tax_included

),

products as (

    select source_system, product_id, line_type from {{ ref('products') }} where line_type <> 'goods'

),

orders as (

    select orders.source_system, orders.order_id, orders.is_tax_included, orders.discount_amount, orders.tax_amount, orders.freight_amount
    from {{ ref('intake_orders') }} as orders
    left join taxed on taxed.source_system = orders.source_system
    where orders._fate = 'loaded'
        and (orders.discount_amount <> 0
            or (orders.tax_amount <> 0 and (orders.is_tax_included or (taxed.source_system is not null and orders.is_tax_included is null))))
    union all
    select distinct lines.source_system, lines.order_id, cast(null as boolean), {{ zero }}, {{ zero }}, {{ zero }}
    from {{ ref('intake_order_lines') }} as lines
    left join products on products.source_system = lines.source_system and products.product_id = lines.product_id
    where lines._fate = 'loaded' and coalesce({{ told_line_type('lines.line_type') }}, products.line_type) = 'discount'

),

terms as (

    select source_system, order_id, max(case when is_tax_included then 1 else 0 end) = 1 as is_tax_included,
        cast(sum(abs(discount_amount)) as decimal(38,4)) as discount_amount,
        cast(sum(tax_amount) as decimal(38,4)) as tax_amount, cast(sum(freight_amount) as decimal(38,4)) as freight_amount
    from orders
    group by source_system, order_id

)

select
    lines.source_system, lines.order_id, lines.line_number, lines.tax_amount as own_tax_amount,
    coalesce(lines.is_tax_included, terms.is_tax_included) as is_taxed,
    coalesce({{ told_line_type('lines.line_type') }}, products.line_type, 'goods') as line_type,
    {{ told_net_amount('lines') }} as told_amount,
    terms.discount_amount, terms.tax_amount, terms.freight_amount
from {{ accepted_lines() }} as lines
inner join terms on terms.source_system = lines.source_system and terms.order_id = lines.order_id
left join products on products.source_system = lines.source_system and products.product_id = lines.product_id
