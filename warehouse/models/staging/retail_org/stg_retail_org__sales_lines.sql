-- sales.csv holds order lines without order number: an order is one customer's lines of one day,
-- and a later delivery of a day replaces that day (R7).
with source as (

    select * from {{ source('retail_org', 'sales') }}

),

renamed as (

    select
        *,
        {{ clean('order_date') }} as business_date,
        'sales|' || coalesce({{ code('customer_id') }}, '') || '|' || coalesce({{ clean('order_date') }}, '') as order_id,
        {{ json_field('product', 'id') }} as product_id,
        {{ json_field('product', 'price') }} as unit_price,
        {{ json_field('product', 'qty') }} as quantity,
        {{ json_field('product', 'curr') }} as currency_code
    from source

)

select
    source_system,
    order_id,
    cast(row_number() over (partition by _load_id, order_id order by _source_row) as {{ type_name('varchar') }}) as line_number,
    product_id,
    {{ clean(code('customer_id')) }} as customer_id,
    cast(null as {{ type_name('varchar') }}) as store_id,
    cast(null as {{ type_name('varchar') }}) as employee_id,
    cast(null as {{ type_name('varchar') }}) as promotion_id,
    cast(null as {{ type_name('varchar') }}) as ordered_at,
    business_date,
    quantity,
    unit_price,
    cast(null as {{ type_name('varchar') }}) as discount_rate,
    cast(null as {{ type_name('varchar') }}) as discount_amount,
    total_price as stated_amount,
    currency_code,
    'sales|' || business_date as _slice,
    cast(null as {{ type_name('varchar') }}) as _version,
    cast(null as {{ type_name('varchar') }}) as _part,
    row_number() over (
        partition by _load_id, customer_id, customer_name, product_name, order_date, product_category, product, total_price
        order by _source_row
    ) as _copy,
    cast(null as {{ type_name('varchar') }}) as _problem,
    _load_id,
    _source_file,
    _source_row
from renamed
