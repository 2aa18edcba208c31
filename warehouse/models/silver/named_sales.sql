-- R3, R6: the sales that return records name: each order, and each product of it, with the line that stands
-- for it: of several the first that counts and was sold. The products of an order say more than the order.
with named as (

    select distinct source_system || ':' || order_id as order_key from {{ ref('returns') }}

),

lines as (

    select lines.*, named.order_key as named_key
    from {{ ref('order_lines') }} as lines
    inner join named on named.order_key = lines.source_system || ':' || lines.order_id

),

parts as (

    select lines.*, 'product' as part from lines where lines.product_id is not null
    union all
    select lines.*, 'order' from lines

),

{%- set of_part = 'partition by part, named_key, case when part = \'product\' then product_id end' %}
{%- set is_sale = 'is_counted and not is_return' %}
described as (

    select
        parts.*,
        row_number() over (
            {{ of_part }}
            order by case when is_counted then 0 else 1 end, case when is_return then 1 else 0 end, line_number) as place,
        max(case when is_counted and is_return then 1 else 0 end) over ({{ of_part }}) = 1 as has_return_line,
        {%- for measure in ['quantity', 'net_amount', 'discount_amount'] %}
        sum(case when {{ is_sale }} then {{ measure }} else cast(0 as decimal(38,4)) end) over ({{ of_part }}) as sold_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from parts

)

select
    part,
    named_key as order_key,
    case when part = 'product' then product_id end as product_id,
    case when part = 'product' and {{ is_sale }} then order_line_key end as order_line_key,
    customer_key, store_key, store_id, employee_key, employee_id,
    case when part = 'product' then promotion_key end as promotion_key,
    case when part = 'product' then coupon_code end as coupon_code,
    case when part = 'product' then unit_cost end as unit_cost,
    currency_code,
    business_date,
    is_counted,
    has_return_line,
    cast(sold_quantity as decimal(38,4)) as sold_quantity,
    cast(sold_net_amount as decimal(38,4)) as sold_net_amount,
    cast(sold_discount_amount as decimal(38,4)) as sold_discount_amount
from described
where place = 1
