-- R6, R7: the accepted order lines of all sources, as the contract types them.
{{ config(materialized="view") }}
select
    source_system,
    order_id,
    line_number,
    product_id,
    customer_id,
    store_id,
    employee_id,
    promotion_id,
    ordered_at,
    business_date,
    quantity,
    unit_price,
    discount_rate,
    discount_amount,
    is_list_price,
    stated_amount,
    currency_code,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_order_lines') }}
where _fate = 'loaded'
