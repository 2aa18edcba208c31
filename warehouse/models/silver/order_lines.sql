-- R3, R5: order lines with whether they count, and if not, why: the state of the order, a line that is no
-- goods, a day far beyond all others, a day after the as-of date. A view: only that is added.
{{ config(materialized="view") }}
with judged as (

    select
        lines.*,
        case
            when lines.status <> 'completed' then 'status'
            when not {{ is_sold('lines.line_type') }} then 'line_type'
            when lines.business_date > days.last_date or lines.business_date < days.first_date then 'far_date'
            when lines.business_date > as_of.as_of_date then 'after_as_of'
        end as reason
    from {{ ref('valued_lines') }} as lines
    cross join {{ ref('as_of') }} as as_of
    left join {{ ref('source_days') }} as days on days.source_system = lines.source_system

)

select
    order_line_key, order_key, source_system, order_id, line_number,
    customer_key, customer_id, product_key, product_id, store_key, store_id, employee_key, employee_id, promotion_key,
    status, delivered_status, line_type, currency_code, business_date, ordered_at,
    quantity, unit_price, gross_amount, discount_amount, net_amount, tax_amount, is_tax_included, unit_cost, delivered_amount,
    reason is null as is_counted,
    reason as uncounted_reason,
    case reason
        when 'status' then delivered_status when 'line_type' then line_type
        when 'far_date' then cast(business_date as {{ type_name('varchar') }})
    end as uncounted_value,
    is_return, is_price_suspect, coupon_code, _load_id, _source_file, _source_row
from judged
