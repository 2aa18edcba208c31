-- R7: an order delivered again under its number replaces the earlier one, the later by order time.
with source as (

    select * from {{ source('retail_org', 'sales_orders') }}

),

renamed as (

    select
        *,
        {{ clean(code('order_number')) }} as order_id,
        {{ epoch_text(clean('order_datetime')) }} as ordered_at,
        {{ is_json_list('ordered_products') }} as is_readable
    from source

)

select
    source_system,
    order_id,
    {{ clean(code('customer_id')) }} as customer_id,
    ordered_at,
    {{ epoch_date_text(clean('order_datetime'), var('shop')['time_zone']) }} as business_date,
    {{ json_field('ordered_products', '[0].curr') }} as currency_code,
    'online' as channel,
    {{ clean('number_of_line_items') }} as stated_line_count,
    order_id as _slice,
    ordered_at as _version,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    case when not coalesce(is_readable, false)
        then {{ problem('ordered_products', 'not_a_json_list', 'ordered_products') }} end as _problem,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from renamed
