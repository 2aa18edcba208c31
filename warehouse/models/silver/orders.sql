-- R3: the source's status in our five words. R4: business date. R6: unknown members.
with loaded as (

    select * from {{ ref('intake_orders') }}
    where _fate = 'loaded'

),

keyed as (

    select
        *,
        source_system || ':' || order_id as order_key,
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
    keyed.business_date,
    keyed.stated_line_count,
    keyed.subtotal_amount,
    keyed.tax_amount,
    keyed.freight_amount,
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
