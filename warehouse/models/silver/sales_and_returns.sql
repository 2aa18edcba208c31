-- R3: all that counts: order lines sold or returned, and the return records that are no such lines, below
-- zero like them. A record is no order: it has no order_key, only that of the sale that it names.
-- A view: each reader needs few of its columns.
{{ config(materialized="view") }}
select
    order_line_key, order_key, order_key as named_order_key, source_system, order_id, line_number,
    cast(null as {{ type_name('varchar') }}) as return_id,
    customer_key, product_key, product_id, store_key, store_id, employee_key, employee_id, promotion_key, currency_code,
    business_date, ordered_at, quantity, gross_amount, discount_amount, net_amount, is_return, coupon_code,
    unit_cost, order_line_key as sold_line_key,
    'told' as amount_basis
from {{ ref('order_lines') }}
where is_counted
union all
select
    concat('record ', source_system, ':', return_id), cast(null as {{ type_name('varchar') }}), order_key, source_system, order_id,
    cast(null as integer), return_id,
    customer_key, product_key, product_id, store_key, store_id, employee_key, employee_id, promotion_key, currency_code,
    returned_date, cast(null as {{ type_name('timestamp') }}), {{ negated('quantity') }},
    {{ negated('(return_amount + discount_amount)') }}, {{ negated('discount_amount') }}, {{ negated('return_amount') }}, true, coupon_code,
    unit_cost, sold_line_key,
    amount_basis
from {{ ref('return_records') }}
where fate = 'counted'
