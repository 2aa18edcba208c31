-- R6, R7: the accepted orders of all sources, as the contract types them.
{{ config(materialized="view") }}
select
    source_system,
    order_id,
    customer_id,
    store_id,
    employee_id,
    ordered_at,
    business_date,
    status,
    currency_code,
    channel,
    stated_line_count,
    subtotal_amount,
    tax_amount,
    freight_amount,
    total_due_amount,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_orders') }}
where _fate = 'loaded'
