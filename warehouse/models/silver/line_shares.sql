-- R2: what of an order's own discount, and of the tax in its prices, belongs to each of its lines: in
-- proportion to what the goods among them cost, the rest of rounding on the largest. Tax is shared with
-- the freight, which is taxed too. An order without goods has none to share with: NULL, and a discount
-- in it stands for itself (R6).
{%- set of_order = 'partition by source_system, order_id' %}
{%- set zero = 'cast(0 as decimal(38,4))' %}
with weighed as (

    select
        lines.*,
        case when {{ is_sold('line_type') }} then told_amount else {{ zero }} end as weight,
        max(case when {{ is_sold('line_type') }} then 1 else 0 end) over ({{ of_order }}) = 1 as has_goods,
        cast(sum(case when {{ is_sold('line_type') }} then told_amount else {{ zero }} end) over ({{ of_order }}) as decimal(38,4)) as order_weight,
        cast(coalesce(discount_amount, 0) + abs(sum(case when line_type = 'discount' then told_amount else {{ zero }} end) over ({{ of_order }})) as decimal(38,4)) as order_discount,
        row_number() over ({{ of_order }} order by case when {{ is_sold('line_type') }} then 0 else 1 end, abs(told_amount) desc, line_number) as place
    from {{ ref('line_terms') }} as lines

),

parts as (

    select
        weighed.*,
        case when order_weight < 0 then {{ negated('order_discount') }} else order_discount end as signed_discount,
        coalesce({{ apportioned('case when order_weight < 0 then 0 - order_discount else order_discount end', 'weight', 'order_weight') }}, {{ zero }}) as discount_part
    from weighed

),

discounted as (

    select
        parts.*,
        case when has_goods then
            cast(discount_part + case when place = 1 then signed_discount - sum(discount_part) over ({{ of_order }}) else 0 end as decimal(38,4))
        end as discount_share
    from parts

),

taxable as (

    select
        discounted.*,
        case when is_taxed and line_type not in ('gift_card', 'discount', 'payment', 'rounding', 'tip', 'donation')
            then cast(told_amount - coalesce(discount_share, {{ zero }}) as decimal(38,4)) else {{ zero }} end as tax_weight,
        max(case when own_tax_amount is not null then 1 else 0 end) over ({{ of_order }}) = 1 as has_own_tax
    from discounted

),

taxed_orders as (

    select taxable.*, cast(sum(tax_weight) over ({{ of_order }}) as decimal(38,4)) as order_tax_weight from taxable

),

tax_of_lines as (

    select
        taxed_orders.*,
        {{ apportioned('tax_amount', 'order_tax_weight', '(order_tax_weight + coalesce(freight_amount, 0))') }} as lines_tax
    from taxed_orders

),

tax_parts as (

    select tax_of_lines.*, coalesce({{ apportioned('lines_tax', 'tax_weight', 'order_tax_weight') }}, {{ zero }}) as tax_part
    from tax_of_lines

)

select
    source_system,
    order_id,
    line_number,
    discount_share,
    case when is_taxed and not has_own_tax then
        cast(tax_part + case when place = 1 then coalesce(lines_tax, 0) - sum(tax_part) over ({{ of_order }}) else 0 end as decimal(38,4)) end as tax_share
from tax_parts
