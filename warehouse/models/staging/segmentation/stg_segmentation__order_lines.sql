-- R15: transactions number customers on their own; a fixed difference leads to the customers table.
-- R7: a transaction is an order of one line, and a later delivery of it replaces the one before.
with source as (

    select * from {{ source('segmentation', 'transactions') }}

)

select
    source_system,
    {{ clean(code('transaction_id')) }} as order_id,
    '1' as line_number,
    {{ clean(code('product_id')) }} as product_id,
    {{ shifted_id(clean(code('customer_id')), kind_setting('segmentation', 'customer_id_shift')) }} as customer_id,
    {{ clean(code('store_id')) }} as store_id,
    {{ clean('transaction_date') }} as business_date,
    quantity,
    unit_price,
    'false' as is_list_price,
    {{ clean(code('transaction_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from source
