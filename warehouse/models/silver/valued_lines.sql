-- R2: what a line is and what it brought, without tax and after the discounts of line and order. R4: the
-- day of the store. R6: unknown members instead of lost lines. What counts is said in order_lines.
with lines as (

    select
        lines.*,
        coalesce(lines.customer_id, orders.customer_id) as buyer_id,
        coalesce(lines.store_id, orders.store_id) as place_id,
        coalesce(lines.employee_id, orders.employee_id) as seller_id,
        coalesce(lines.currency_code, orders.currency_code, '{{ var('shop')['currency'] }}') as currency,
        coalesce(lines.ordered_at, orders.ordered_at) as moment,
        case when lines.ordered_at is null then orders._is_exact_moment else lines._is_exact_moment end as is_exact,
        coalesce(lines.coupon_code, orders.coupon_code) as coupon,
        coalesce(statuses.status, 'completed') as order_status,
        trim(orders.status) as delivered_status,
        coalesce(lines.is_tax_included, orders.is_tax_included, false) as is_taxed,
        {{ told_gross_amount('lines') }} as told_gross_amount,
        {{ told_net_amount('lines') }} as told_net_amount,
        shares.discount_share,
        shares.tax_share,
        shares.order_id is not null and shares.discount_share is null as is_without_goods
    from {{ accepted_lines() }} as lines
    left join {{ ref('intake_orders') }} as orders
        on lines.source_system = orders.source_system
        and lines.order_id = orders.order_id
        and orders._fate = 'loaded'
    left join {{ ref('order_statuses') }} as statuses
        on statuses.source_system = lines.source_system and statuses.word = coalesce(lower(trim(orders.status)), '')
    left join {{ ref('line_shares') }} as shares
        on shares.source_system = lines.source_system and shares.order_id = lines.order_id and shares.line_number = lines.line_number

),

asked as (

    select
        *,
        case when discount_share is null then told_net_amount else cast(told_net_amount - discount_share as decimal(38,4)) end as asked_amount,
        case when not is_taxed then cast(0 as decimal(38,4))
            when told_net_amount < 0 then {{ negated('abs(coalesce(tax_amount, tax_share, 0))') }}
            else cast(abs(coalesce(tax_amount, tax_share, 0)) as decimal(38,4)) end as tax_in_price
    from lines

),

untaxed as (

    select
        *,
        case when tax_in_price = 0 then asked_amount else cast(asked_amount - tax_in_price as decimal(38,4)) end as net,
        case when tax_in_price = 0 or asked_amount = 0 then told_gross_amount
            else coalesce({{ apportioned('told_gross_amount', '(asked_amount - tax_in_price)', 'asked_amount') }}, told_gross_amount) end as gross
    from asked

)

select
    lines.source_system || ':' || lines.order_id || ':' || cast(lines.line_number as {{ type_name('varchar') }}) as order_line_key,
    {{ order_key_of('lines') }} as order_key,
    lines.source_system,
    lines.order_id,
    lines.line_number,
    coalesce(customers.customer_key, 'unknown') as customer_key,
    lines.buyer_id as customer_id,
    coalesce(products.product_key, 'unknown') as product_key,
    lines.product_id,
    coalesce(stores.store_key, 'unknown') as store_key,
    lines.place_id as store_id,
    coalesce(employees.employee_key, 'unknown') as employee_key,
    lines.seller_id as employee_id,
    lines.source_system || ':' || lines.promotion_id as promotion_key,
    lines.order_status as status,
    lines.delivered_status,
    {{ line_type_in_order('lines.is_without_goods', "coalesce(" ~ told_line_type('lines.line_type') ~ ", products.line_type, " ~ line_type_of(['lines.product_id']) ~ ")") }} as line_type,
    lines.currency as currency_code,
    {{ store_day('lines.business_date', 'lines.moment', 'lines.is_exact', 'stores.time_zone') }} as business_date,
    lines.moment as ordered_at,
    lines.quantity,
    case when lines.tax_in_price = 0 and lines.unit_price is not null then lines.unit_price
        else {{ ratio('lines.gross', 'lines.quantity', 6) }} end as unit_price,
    lines.gross as gross_amount,
    cast(lines.gross - lines.net as decimal(38,4)) as discount_amount,
    lines.net as net_amount,
    case when lines.is_taxed then lines.tax_in_price else lines.tax_amount end as tax_amount,
    lines.is_taxed as is_tax_included,
    lines.unit_cost,
    lines.told_gross_amount as delivered_amount,
    lines.quantity < 0 as is_return,
    suspects.order_id is not null as is_price_suspect,
    lines.coupon as coupon_code,
    lines._load_id,
    lines._source_file,
    lines._source_row
from untaxed as lines
left join {{ ref('customers') }} as customers on customers.customer_key = lines.source_system || ':' || lines.buyer_id
left join {{ ref('products') }} as products on products.product_key = lines.source_system || ':' || lines.product_id
left join {{ ref('stores') }} as stores on stores.store_key = lines.source_system || ':' || lines.place_id
left join {{ ref('employees') }} as employees on employees.employee_key = lines.source_system || ':' || lines.seller_id
left join {{ ref('suspect_prices') }} as suspects
    on suspects.source_system = lines.source_system
    and suspects.order_id = lines.order_id
    and suspects.line_number = lines.line_number
