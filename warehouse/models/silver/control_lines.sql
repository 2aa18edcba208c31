-- R26: the lines of sources whose totals are delivered apart, as they will count once the questions of their
-- source are answered: with the day, the place and the state of their order. Computed from intake, because
-- silver holds nothing of a source that waits.
with sources as (

    select distinct source_system from {{ ref('intake_control_totals') }} as totals where {{ is_taken('totals') }}

),

orders as (

    select * from (
        select orders.*,
            row_number() over (partition by orders.source_system, orders.order_id
                order by case when {{ is_taken('orders') }} then 0 else 1 end, orders._unit desc, orders._source_row) as place
        from {{ ref('intake_orders') }} as orders
        inner join sources on sources.source_system = orders.source_system
        where orders._fate in ('loaded', 'held')
    ) as ranked
    where place = 1

),

zones as (

    select source_system, store_id, max({{ known_time_zone('time_zone') }}) as time_zone
    from {{ ref('intake_stores') }} as stores
    where {{ is_taken('stores') }}
    group by source_system, store_id

),

products as (

    select source_system, product_id,
        min({{ line_type_of(['product_name', 'category_name', 'subcategory_name', 'product_id']) }}) as line_type
    from {{ ref('intake_products') }} as products
    where {{ is_taken('products') }}
    group by source_system, product_id

),

lines as (

    select
        lines.source_system, lines.order_id, lines.product_id, lines.quantity, lines.tax_amount,
        lines.business_date, lines.line_type,
        coalesce(lines.store_id, orders.store_id) as store_id,
        coalesce(lines.currency_code, orders.currency_code, '{{ var('shop')['currency'] }}') as currency_code,
        coalesce(lines.ordered_at, orders.ordered_at) as moment,
        case when lines.ordered_at is null then orders._is_exact_moment else lines._is_exact_moment end as is_exact,
        coalesce(lines.is_tax_included, orders.is_tax_included, false) as is_tax_included,
        {{ told_net_amount('lines') }} as told_amount,
        coalesce(statuses.status, 'completed') as status,
        {{ is_taken('lines') }} and (orders.order_id is null or {{ is_taken('orders') }}) as is_taken
    from {{ ref('intake_order_lines') }} as lines
    inner join sources on sources.source_system = lines.source_system
    left join orders on orders.source_system = lines.source_system and orders.order_id = lines.order_id
    left join {{ ref('order_statuses') }} as statuses
        on statuses.source_system = lines.source_system and statuses.word = coalesce(lower(trim(orders.status)), '')
    where lines._fate in ('loaded', 'held')

)

select
    lines.source_system,
    lines.order_id,
    lines.product_id,
    lines.store_id,
    {{ store_day('lines.business_date', 'lines.moment', 'lines.is_exact', 'zones.time_zone') }} as business_date,
    lines.currency_code,
    coalesce({{ told_line_type('lines.line_type') }}, products.line_type, {{ line_type_of(['lines.product_id']) }}) as line_type,
    lines.quantity,
    lines.told_amount,
    lines.tax_amount,
    lines.is_tax_included,
    lines.status,
    lines.status = 'unknown' or not lines.is_taken as is_open
from lines
left join zones on zones.source_system = lines.source_system and zones.store_id = lines.store_id
left join products on products.source_system = lines.source_system and products.product_id = lines.product_id
where lines.status in ('completed', 'unknown') and lines.told_amount is not null
