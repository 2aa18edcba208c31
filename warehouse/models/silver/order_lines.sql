-- R2: net = gross − discount. R3: what counts. R6: unknown members instead of lost lines.
with lines as (

    select
        lines.*,
        coalesce(lines.customer_id, orders.customer_id) as buyer_id,
        coalesce(lines.store_id, orders.store_id) as place_id,
        coalesce(lines.employee_id, orders.employee_id) as seller_id,
        coalesce(lines.currency_code, orders.currency_code, '{{ var('shop')['currency'] }}') as currency,
        coalesce(lines.ordered_at, orders.ordered_at) as moment,
        coalesce(lines.coupon_code, orders.coupon_code) as coupon,
        coalesce(statuses.status, 'completed') as order_status,
        trim(orders.status) as delivered_status,
        coalesce(lines.gross_amount, cast(lines.quantity * lines.unit_price as decimal(18,4))) as gross
    from {{ accepted_lines() }} as lines
    left join {{ ref('intake_orders') }} as orders
        on lines.source_system = orders.source_system
        and lines.order_id = orders.order_id
        and orders._fate = 'loaded'
    left join {{ ref('order_statuses') }} as statuses
        on statuses.source_system = lines.source_system and statuses.word = coalesce(lower(trim(orders.status)), '')

),

discounted as (

    select
        *,
        coalesce(discount_amount, cast(gross * coalesce(discount_rate, 0) as decimal(18,4))) as discount,
        case
            when order_status <> 'completed' then 'status'
            when business_date > as_of.as_of_date then 'after_as_of'
        end as uncounted_reason
    from lines
    cross join {{ ref('as_of') }} as as_of

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
    lines.currency as currency_code,
    lines.business_date,
    lines.moment as ordered_at,
    lines.quantity,
    lines.unit_price,
    lines.gross as gross_amount,
    lines.discount as discount_amount,
    cast(lines.gross - lines.discount as decimal(18,4)) as net_amount,
    lines.uncounted_reason is null as is_counted,
    lines.uncounted_reason,
    case lines.uncounted_reason when 'status' then lines.delivered_status end as uncounted_value,
    lines.quantity < 0 as is_return,
    suspects.order_id is not null as is_price_suspect,
    lines.coupon as coupon_code,
    lines._load_id,
    lines._source_file,
    lines._source_row
from discounted as lines
left join {{ ref('customers') }} as customers on customers.customer_key = lines.source_system || ':' || lines.buyer_id
left join {{ ref('products') }} as products on products.product_key = lines.source_system || ':' || lines.product_id
left join {{ ref('stores') }} as stores on stores.store_key = lines.source_system || ':' || lines.place_id
left join {{ ref('employees') }} as employees on employees.employee_key = lines.source_system || ':' || lines.seller_id
left join {{ ref('suspect_prices') }} as suspects
    on suspects.source_system = lines.source_system
    and suspects.order_id = lines.order_id
    and suspects.line_number = lines.line_number
