-- R3, R6: every return record with the sale that it is of, and whether it counts: not where an order line
-- tells it already, nor where its sale does not count or could not be loaded; R5: nor after the as-of date or
-- on a day far beyond all others. Customer and place are
-- those of the record, else of the sale; seller, promotion, coupon and currency those of the sale. What it
-- does not say of its money is what the goods had cost in that sale, else what they usually do.
with records as (

    select
        returns.*,
        returns.source_system || ':' || returns.order_id as order_key,
        coalesce(returns.returned_date > as_of.as_of_date, false) as is_later,
        coalesce(returns.returned_date < days.first_date or returned_date > days.last_date, false) as is_far
    from {{ ref('returns') }} as returns
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('source_days') }} as days on days.source_system = returns.source_system

),

of_sales as (

    select
        records.*,
        goods.order_line_key as sold_line_key,
        case when goods.order_line_key is not null then goods.business_date end as sold_date,
        {%- for column in ['customer_key', 'store_key', 'store_id', 'employee_key', 'employee_id'] %}
        coalesce(goods.{{ column }}, orders.{{ column }}) as sale_{{ column }},
        {%- endfor %}
        case when goods.order_line_key is null and usual.was_promoted then 'unknown' else goods.promotion_key end as promotion_key,
        goods.coupon_code,
        goods.unit_cost,
        coalesce(goods.currency_code, orders.currency_code, usual.currency_code, '{{ var('shop')['currency'] }}') as currency_code,
        coalesce(goods.is_counted, orders.is_counted, true) as is_sale_counted,
        unloaded.order_id is not null as is_sale_unloaded,
        {%- for column in ['has_return_line', 'sold_quantity', 'sold_net_amount', 'sold_discount_amount'] %}
        case when records.product_id is null then orders.{{ column }} else goods.{{ column }} end as {{ column }},
        {%- endfor %}
        usual.sold_quantity as usual_quantity,
        usual.sold_net_amount as usual_net_amount
    from records
    left join {{ ref('named_sales') }} as goods
        on goods.part = 'product' and goods.order_key = records.order_key and goods.product_id = records.product_id
    left join {{ ref('named_sales') }} as orders on orders.part = 'order' and orders.order_key = records.order_key
    left join {{ ref('unloaded_orders') }} as unloaded
        on unloaded.source_system = records.source_system and unloaded.order_id = records.order_id
    left join {{ ref('usual_prices') }} as usual
        on usual.source_system = records.source_system and usual.product_id = records.product_id

),

valued as (

    select
        of_sales.*,
        case
            when amount is not null then 'told' when sold_quantity > 0 then 'sale' when usual_quantity > 0 then 'usual' else 'unknown'
        end as amount_basis,
        coalesce(
            amount,
            case when sold_quantity > 0 then {{ apportioned('sold_net_amount', 'quantity', 'sold_quantity') }} end,
            {{ apportioned('usual_net_amount', 'quantity', 'usual_quantity') }},
            cast(0 as decimal(38,4))) as return_amount
    from of_sales

)

select
    valued.source_system,
    valued.return_id,
    case
        when valued.is_far then 'far_date' when valued.is_later then 'after_as_of' when valued.has_return_line then 'order_line'
        when valued.is_sale_unloaded then 'sale_not_loaded' when not valued.is_sale_counted then 'sale_not_counted' else 'counted'
    end as fate,
    valued.order_key,
    valued.order_id,
    valued.sold_line_key,
    valued.sold_date,
    valued.sale_store_id as sold_store_id,
    coalesce(customers.customer_key, valued.sale_customer_key, 'unknown') as customer_key,
    coalesce(products.product_key, 'unknown') as product_key,
    valued.product_id,
    coalesce(stores.store_key, valued.sale_store_key, 'unknown') as store_key,
    case when stores.store_key is null and valued.sale_store_key <> 'unknown' then valued.sale_store_id
        else coalesce(valued.store_id, valued.sale_store_id) end as store_id,
    coalesce(valued.sale_employee_key, 'unknown') as employee_key,
    valued.sale_employee_id as employee_id,
    valued.promotion_key,
    valued.coupon_code,
    valued.unit_cost,
    valued.currency_code,
    valued.returned_date,
    valued.quantity,
    valued.return_amount,
    case when valued.sold_net_amount > 0
        then coalesce({{ apportioned('valued.return_amount', 'valued.sold_discount_amount', 'valued.sold_net_amount') }}, cast(0 as decimal(38,4)))
        else cast(0 as decimal(38,4)) end as discount_amount,
    valued.sold_quantity,
    valued.amount_basis
from valued
left join {{ ref('customers') }} as customers on customers.customer_key = valued.source_system || ':' || valued.customer_id
left join {{ ref('products') }} as products on products.product_key = valued.source_system || ':' || valued.product_id
left join {{ ref('stores') }} as stores on stores.store_key = valued.source_system || ':' || valued.store_id
