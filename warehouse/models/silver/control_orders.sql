-- R26: what each order of `control_lines` comes to, by its days, places and currencies: net of tax and of the
-- discounts of line and order, as silver will count it (R2); what is no goods stands beside that, with freight.
{%- set zero = 'cast(0 as decimal(38,4))' %}
{%- set of_order = 'partition by parts.source_system, parts.order_id' %}
with parts as (

    select source_system, order_id, business_date, store_id, currency_code, quantity < 0 as is_refund,
        cast(sum(case when {{ is_sold('line_type') }} then told_amount when line_type = 'discount' then {{ negated('abs(told_amount)') }} else 0 end) as decimal(38,4)) as goods_amount,
        cast(sum(case when {{ is_sold('line_type') }} or line_type in ('discount', 'payment', 'void') then 0 else told_amount end) as decimal(38,4)) as other_amount,
        cast(sum(case when {{ is_sold('line_type') }} then case when told_amount < 0 then {{ negated('abs(tax_amount)') }} else abs(tax_amount) end end) as decimal(38,4)) as own_tax_amount,
        max(case when is_tax_included then 1 else 0 end) as is_taxed,
        sum(case when told_amount <> cast(told_amount as decimal(18,2)) then 1 else 0 end) as unrounded_count
    from {{ ref('control_lines') }}
    where not is_open
    group by source_system, order_id, business_date, store_id, currency_code, quantity < 0

),

orders as (

    select source_system, order_id, max(store_id) as store_id, cast(max(abs(discount_amount)) as decimal(38,4)) as discount_amount,
        cast(max(tax_amount) as decimal(38,4)) as tax_amount, cast(max(freight_amount) as decimal(38,4)) as freight_amount
    from {{ ref('intake_orders') }} as orders
    where {{ is_taken('orders') }}
    group by source_system, order_id

),

asked as (

    select parts.*,
        case when sum(parts.goods_amount) over ({{ of_order }}) < 0 then 0 - orders.discount_amount else orders.discount_amount end as discount_amount,
        orders.tax_amount,
        coalesce(orders.freight_amount, 0) as freight_amount,
        cast(sum(parts.goods_amount) over ({{ of_order }}) as decimal(38,4)) as order_amount,
        row_number() over ({{ of_order }} order by parts.is_refund, parts.business_date, parts.store_id, parts.currency_code) as place
    from parts
    left join orders on orders.source_system = parts.source_system and orders.order_id = parts.order_id

),

taxed as (

    select *,
        coalesce({{ apportioned('discount_amount', 'goods_amount', 'order_amount') }}, {{ zero }}) as discount,
        coalesce(own_tax_amount, {{ apportioned('tax_amount', 'goods_amount', 'order_amount + case when is_taxed = 1 then freight_amount else 0 end') }}, {{ zero }}) as tax
    from asked

)

select source_system, order_id, business_date, store_id, currency_code, is_refund, is_taxed,
    cast(unrounded_count as bigint) as unrounded_count,
    cast(goods_amount - discount - case when is_taxed = 1 then tax else 0 end as decimal(38,4)) as net_amount,
    tax as tax_amount,
    cast(other_amount + case when place = 1 then freight_amount else 0 end as decimal(38,4)) as other_amount
from taxed
