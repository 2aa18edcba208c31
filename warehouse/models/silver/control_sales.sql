-- R26: what sources whose totals are delivered apart sold and took back, by day, place and currency. Returns
-- are below 0; one that an order line tells already, or whose order does not count, is left out (R3).
with prices as (

    select source_system, order_id, product_id, cast(sum(quantity) as decimal(38,4)) as quantity, cast(sum(told_amount) as decimal(38,4)) as amount
    from {{ ref('control_lines') }}
    where not is_open and quantity > 0
    group by source_system, order_id, product_id

),

orders as (

    select source_system, order_id, max(store_id) as store_id, max(currency_code) as currency_code, max(is_taxed) as is_taxed,
        max(case when is_refund then 1 else 0 end) as has_refund,
        cast(sum(net_amount) as decimal(38,4)) as net_amount, cast(sum(net_amount + tax_amount) as decimal(38,4)) as amount_with_tax
    from {{ ref('control_orders') }}
    group by source_system, order_id

),

uncounted as (

    select orders.source_system, orders.order_id
    from {{ ref('intake_orders') }} as orders
    inner join {{ ref('order_statuses') }} as statuses
        on statuses.source_system = orders.source_system and statuses.word = coalesce(lower(trim(orders.status)), '')
    where {{ is_taken('orders') }}
    group by orders.source_system, orders.order_id
    having min(statuses.status) <> 'completed'

),

refunds as (

    select
        returns.source_system, returns.returned_date as business_date, coalesce(returns.store_id, orders.store_id) as store_id,
        coalesce(orders.currency_code, '{{ var('shop')['currency'] }}') as currency_code,
        cast(coalesce(abs(returns.amount), {{ apportioned('prices.amount', 'abs(returns.quantity)', 'prices.quantity') }}, 0) as decimal(38,4)) as amount,
        abs(returns.tax_amount) as told_tax_amount,
        coalesce(returns.is_tax_included, orders.is_taxed = 1, false) as is_taxed,
        orders.net_amount,
        orders.amount_with_tax
    from {{ ref('intake_returns') }} as returns
    inner join (select distinct source_system from {{ ref('control_lines') }}) as sources on sources.source_system = returns.source_system
    left join orders on orders.source_system = returns.source_system and orders.order_id = returns.order_id
    left join prices
        on prices.source_system = returns.source_system and prices.order_id = returns.order_id and prices.product_id = returns.product_id
    left join uncounted on uncounted.source_system = returns.source_system and uncounted.order_id = returns.order_id
    where {{ is_taken('returns') }} and coalesce(orders.has_refund, 0) = 0 and uncounted.order_id is null

),

untaxed as (

    select *,
        case when not is_taxed then amount
            when told_tax_amount is not null then cast(amount - told_tax_amount as decimal(38,4))
            else coalesce({{ apportioned('amount', 'net_amount', 'amount_with_tax') }}, amount) end as net
    from refunds

),

events as (

    select source_system, business_date, store_id, currency_code, order_id, unrounded_count, 0 as open_count, other_amount,
        case when is_refund then 0 else net_amount end as sold_amount, case when is_refund then 0 else tax_amount end as sold_tax_amount,
        case when is_refund then net_amount else 0 end as returned_amount, case when is_refund then tax_amount else 0 end as returned_tax_amount
    from {{ ref('control_orders') }}
    union all
    select source_system, business_date, store_id, currency_code, null, 0, 0, 0, 0, 0,
        0 - net,
        0 - case when is_taxed then amount - net
            else coalesce(told_tax_amount, {{ apportioned('net', 'amount_with_tax - net_amount', 'net_amount') }}, 0) end
    from untaxed
    union all
    select source_system, business_date, store_id, currency_code, order_id, 0, 1, 0, 0, 0, 0, 0
    from {{ ref('control_lines') }}
    where is_open

)

select
    source_system, business_date, store_id, currency_code,
    cast(count(distinct order_id) as bigint) as order_count,
    {%- for name in ['sold_amount', 'sold_tax_amount', 'returned_amount', 'returned_tax_amount', 'other_amount'] %}
    cast(sum({{ name }}) as decimal(38,4)) as {{ name }},
    {%- endfor %}
    cast(sum(unrounded_count) as bigint) as unrounded_count,
    cast(sum(open_count) as bigint) as open_count
from events
group by source_system, business_date, store_id, currency_code
