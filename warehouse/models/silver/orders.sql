-- R3: the source's status in our five words. R4: business date. R6: unknown members. An order whose lines
-- name several days, customers, stores or currencies is one for each; its own amounts stay with the first.
{%- set amounts = ['stated_line_count', 'subtotal_amount', 'tax_amount', 'freight_amount', 'discount_amount', 'total_due_amount'] %}
{%- set told = ['employee_id', 'status', 'channel', 'ordered_at', '_is_exact_moment', 'coupon_code', '_load_id', '_source_file', '_source_row'] %}
with parts as (

    select distinct source_system, order_id, part_number, business_date, customer_id, store_id, currency_code
    from {{ ref('order_parts') }}

),

loaded as (

    select
        orders.source_system,
        orders.order_id,
        parts.part_number,
        {%- for name in ['business_date', 'customer_id', 'store_id', 'currency_code'] %}
        case when parts.part_number is null then orders.{{ name }} else parts.{{ name }} end as {{ name }},
        {%- endfor %}
        {%- for name in amounts %}
        case when coalesce(parts.part_number, 1) = 1 then orders.{{ name }} end as {{ name }},
        {%- endfor %}
        {%- for name in told %}
        orders.{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('intake_orders') }} as orders
    left join parts on parts.source_system = orders.source_system and parts.order_id = orders.order_id
    where orders._fate = 'loaded'

),

keyed as (

    select
        *,
        {{ order_key_of('loaded', 'part_number') }} as order_key,
        source_system || ':' || customer_id as maybe_customer_key,
        source_system || ':' || store_id as maybe_store_key,
        source_system || ':' || employee_id as maybe_employee_key
    from loaded

)

select
    keyed.order_key,
    keyed.source_system,
    keyed.order_id,
    coalesce(customers.customer_key, 'unknown') as customer_key,
    coalesce(stores.store_key, 'unknown') as store_key,
    coalesce(employees.employee_key, 'unknown') as employee_key,
    coalesce(statuses.status, 'completed') as status,
    trim(keyed.status) as delivered_status,
    coalesce(keyed.currency_code, '{{ var('shop')['currency'] }}') as currency_code,
    coalesce(keyed.channel, 'unknown') as channel,
    keyed.ordered_at,
    {{ store_day('keyed.business_date', 'keyed.ordered_at', 'keyed._is_exact_moment', 'stores.time_zone') }} as business_date,
    keyed.stated_line_count,
    keyed.subtotal_amount,
    keyed.tax_amount,
    keyed.freight_amount,
    keyed.discount_amount,
    keyed.total_due_amount,
    keyed.coupon_code,
    keyed._load_id,
    keyed._source_file,
    keyed._source_row
from keyed
left join {{ ref('order_statuses') }} as statuses
    on statuses.source_system = keyed.source_system and statuses.word = coalesce(lower(trim(keyed.status)), '')
left join {{ ref('customers') }} as customers on keyed.maybe_customer_key = customers.customer_key
left join {{ ref('stores') }} as stores on keyed.maybe_store_key = stores.store_key
left join {{ ref('employees') }} as employees on keyed.maybe_employee_key = employees.employee_key
