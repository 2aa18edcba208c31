-- R3: what a unit of a product usually brought, net, over all sales that count, in the currency of most of
-- them: for the products of return records that name no sale, or no money.
with named as (

    select distinct source_system, product_id from {{ ref('returns') }}

),

sales as (

    select
        lines.source_system, lines.product_id, lines.currency_code,
        count(*) as line_count, sum(lines.quantity) as quantity, sum(lines.net_amount) as net_amount,
        max(case when lines.promotion_key is null then 0 else 1 end) as promoted
    from {{ ref('order_lines') }} as lines
    inner join named on named.source_system = lines.source_system and named.product_id = lines.product_id
    where lines.is_counted and not lines.is_return
    group by lines.source_system, lines.product_id, lines.currency_code

),

ranked as (

    select
        sales.*,
        row_number() over (partition by source_system, product_id order by line_count desc, currency_code) as place
    from sales

)

select
    source_system,
    product_id,
    currency_code,
    cast(quantity as decimal(38,4)) as sold_quantity,
    cast(net_amount as decimal(38,4)) as sold_net_amount,
    promoted = 1 as was_promoted
from ranked
where place = 1 and quantity > 0
