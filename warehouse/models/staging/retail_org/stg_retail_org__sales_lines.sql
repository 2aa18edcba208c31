-- sales.csv holds order lines without order number: an order is one customer's lines of one day,
-- numbered by the day's customers, and a later delivery of a day replaces that day (R7).
{%- set delivered = ['customer_id', 'customer_name', 'product_name', 'order_date', 'product_category', 'product', 'total_price'] %}
with source as (

    select * from {{ source('retail_org', 'sales') }}

),

copies as (

    {{ copies_of('source', delivered) }}

),

renamed as (

    select
        source.*,
        {{ copy_number('copies', 'source') }} as _copy,
        {{ clean('source.order_date') }} as business_date,
        {{ clean(code('source.customer_id')) }} as buyer,
        {{ json_field('source.product', 'id') }} as product_id,
        {{ json_field('source.product', 'price') }} as unit_price,
        {{ json_field('source.product', 'qty') }} as quantity,
        {{ json_field('source.product', 'curr') }} as currency_code
    from source
    left join copies on {{ is_equal_row('source', 'copies', delivered) }}

),

ordered as (

    select
        *,
        'sales|' || coalesce(business_date, '') || '|' || cast(dense_rank() over (
            partition by _load_id, business_date order by buyer nulls last
        ) as {{ type_name('varchar') }}) as order_id
    from renamed

)

select
    source_system,
    order_id,
    cast(row_number() over (partition by _load_id, order_id order by _source_row) as {{ type_name('varchar') }}) as line_number,
    product_id,
    buyer as customer_id,
    business_date,
    quantity,
    unit_price,
    'true' as is_list_price,
    total_price as stated_amount,
    currency_code,
    'sales|' || business_date as _slice,
    _copy,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from ordered
