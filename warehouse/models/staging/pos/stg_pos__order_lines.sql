-- R7: a delivery is whole for a store and a day; a later one of the same store and day replaces it.
-- A till file has no receipt number: an order is one customer's purchases in one store on one day,
-- and a line without customer is an order of its own. Its number counts the day's customers: the
-- customer's own number in it would carry it to all who may see orders (R24).
-- The product's name is its key.
{{ config(materialized='table') }}
{%- set delivered = ['customer_id', 'store_id', 'product_name', 'sales_date', 'sales_person_id', 'price', 'quantity', 'total_cost', 'coupon_code'] %}
with source as (

    select * from {{ source('pos', 'sales') }}

),

copies as (

    {{ copies_of('source', delivered) }}

),

renamed as (

    select
        source.*,
        {{ clean(code('source.store_id')) }} as store,
        {{ clean('source.sales_date') }} as business_date,
        {{ clean(code('source.customer_id')) }} as customer,
        {{ copy_number('copies', 'source') }} as _copy
    from source
    left join copies on {{ is_equal_row('source', 'copies', delivered) }}

),

numbered as (

    select
        *,
        coalesce(store, '') || '|' || coalesce(business_date, '') as slice,
        row_number() over (
            partition by _load_id, store, business_date, customer order by _source_row
        ) as line_of_buyer,
        dense_rank() over (
            partition by _load_id, store, business_date order by customer nulls last
        ) as buyer_number
    from renamed

)

select
    source_system,
    slice || '|' || case when customer is null then '#' || cast(line_of_buyer as {{ type_name('varchar') }})
        else cast(buyer_number as {{ type_name('varchar') }}) end as order_id,
    case when customer is null then '1' else cast(line_of_buyer as {{ type_name('varchar') }}) end as line_number,
    {{ clean('product_name') }} as product_id,
    customer as customer_id,
    store as store_id,
    {{ clean(code('sales_person_id')) }} as employee_id,
    business_date,
    quantity,
    price as unit_price,
    'false' as is_list_price,
    total_cost as stated_amount,
    {{ clean('coupon_code') }} as coupon_code,
    slice as _slice,
    _copy,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from numbered
