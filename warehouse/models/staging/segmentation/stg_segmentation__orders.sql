-- R3: the status of a transaction decides whether it counts. R15: see stg_segmentation__order_lines.
with source as (

    select * from {{ source('segmentation', 'transactions') }}

)

select
    source_system,
    {{ clean(code('transaction_id')) }} as order_id,
    {{ shifted_id(clean(code('customer_id')), kind_setting('segmentation', 'customer_id_shift')) }} as customer_id,
    {{ clean(code('store_id')) }} as store_id,
    {{ clean('transaction_date') }} as business_date,
    {{ clean('status') }} as status,
    {{ clean(code('transaction_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from source
where {{ typed('transaction_date', 'date') }} is not null
