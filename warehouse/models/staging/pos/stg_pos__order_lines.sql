-- R7: a delivery is whole for a store and a day; a later one of the same store and day replaces it.
-- A till file has no receipt number: an order is one customer's purchases in one store on one day,
-- and a line without customer is an order of its own. The product's name is its key.
with source as (

    select * from {{ source('pos', 'sales') }}

),

renamed as (

    select
        *,
        {{ clean(code('store_id')) }} as store,
        {{ clean('sales_date') }} as business_date,
        {{ clean(code('customer_id')) }} as customer,
        row_number() over (partition by _load_id, store_id, sales_date order by _source_row) as number_in_slice
    from source

),

grouped as (

    select
        *,
        coalesce(store, '') || '|' || coalesce(business_date, '') as slice,
        coalesce(store, '') || '|' || coalesce(business_date, '') || '|'
            || coalesce(customer, '#' || cast(number_in_slice as {{ type_name('varchar') }})) as order_id
    from renamed

)

select
    source_system,
    order_id,
    cast(row_number() over (partition by _load_id, order_id order by _source_row) as {{ type_name('varchar') }}) as line_number,
    {{ clean('product_name') }} as product_id,
    customer as customer_id,
    store as store_id,
    {{ clean(code('sales_person_id')) }} as employee_id,
    cast(null as {{ type_name('varchar') }}) as promotion_id,
    cast(null as {{ type_name('varchar') }}) as ordered_at,
    business_date,
    quantity,
    price as unit_price,
    cast(null as {{ type_name('varchar') }}) as discount_rate,
    cast(null as {{ type_name('varchar') }}) as discount_amount,
    total_cost as stated_amount,
    cast(null as {{ type_name('varchar') }}) as currency_code,
    slice as _slice,
    cast(null as {{ type_name('varchar') }}) as _version,
    cast(null as {{ type_name('varchar') }}) as _part,
    row_number() over (
        partition by _load_id, customer_id, store_id, product_name, sales_date, sales_person_id, price, quantity, total_cost
        order by _source_row
    ) as _copy,
    cast(null as {{ type_name('varchar') }}) as _problem,
    _load_id,
    _source_file,
    _source_row
from grouped
