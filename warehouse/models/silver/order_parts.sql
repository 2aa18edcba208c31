-- R3, R6: the lines of orders that are not one thing: they name several days, customers, stores or
-- currencies, or have one number twice. Each line belongs to what it names, so that each such part is an
-- order of its own; lines of one number are numbered anew. The first pass asks for no more than it needs.
{%- set first, last, number = 'cast(min(line_number) as double)', 'cast(max(line_number) as double)', 'cast(line_number as double)' %}
with told as (

    select
        source_system,
        order_id,
        min(business_date) < max(business_date)
        {%- for name in ['customer_id', 'store_id', 'currency_code'] %}
            or coalesce(min({{ name }}) < max({{ name }}), false) or count({{ name }}) not in (0, count(*))
        {%- endfor %} as is_mixed,
        -- are they all numbers from the first to the last, each once? By count, sum and sum of squares
        count(*) <> {{ last }} - {{ first }} + 1
            or sum({{ number }}) * 2 <> ({{ first }} + {{ last }}) * count(*)
            or sum({{ number }} * {{ number }}) * 6 <> {{ last }} * ({{ last }} + 1) * (2 * {{ last }} + 1)
                - ({{ first }} - 1) * {{ first }} * (2 * {{ first }} - 1) as has_gaps
    from {{ ref('intake_order_lines') }}
    where _fate = 'loaded'
    group by source_system, order_id

),

repeated as (

    select distinct lines.source_system, lines.order_id
    from {{ ref('intake_order_lines') }} as lines
    inner join told on told.source_system = lines.source_system and told.order_id = lines.order_id and told.has_gaps
    where lines._fate = 'loaded'
    group by lines.source_system, lines.order_id, lines.line_number
    having count(*) > 1

),

doubtful as (

    select source_system, order_id from told where is_mixed
    union
    select source_system, order_id from repeated

),

lines as (

    select
        lines.source_system,
        lines.order_id,
        lines.line_number as delivered_line_number,
        lines.product_id,
        lines.quantity,
        lines._load_id,
        lines._source_file,
        lines._source_row,
        lines.business_date,
        coalesce(lines.customer_id, orders.customer_id) as customer_id,
        coalesce(lines.store_id, orders.store_id) as store_id,
        coalesce(lines.currency_code, orders.currency_code, '{{ var('shop')['currency'] }}') as currency_code
    from {{ ref('intake_order_lines') }} as lines
    inner join doubtful on doubtful.source_system = lines.source_system and doubtful.order_id = lines.order_id
    left join {{ ref('intake_orders') }} as orders
        on orders.source_system = lines.source_system and orders.order_id = lines.order_id and orders._fate = 'loaded'
    where lines._fate = 'loaded'

),

parted as (

    select
        *,
        dense_rank() over (
            partition by source_system, order_id
            order by business_date, coalesce(customer_id, ''), coalesce(store_id, ''), currency_code
        ) as part_number,
        row_number() over (
            partition by source_system, order_id
            order by delivered_line_number, business_date, product_id, quantity, _source_file, _source_row
        ) as place,
        count(*) over (partition by source_system, order_id, delivered_line_number) as same_count
    from lines

),

numbered as (

    select *, max(same_count) over (partition by source_system, order_id) as most_same from parted

)

select
    source_system,
    order_id,
    cast(part_number as integer) as part_number,
    cast(case when most_same > 1 then place else delivered_line_number end as integer) as line_number,
    delivered_line_number,
    business_date,
    customer_id,
    store_id,
    currency_code,
    _load_id,
    _source_file,
    _source_row
from numbered
