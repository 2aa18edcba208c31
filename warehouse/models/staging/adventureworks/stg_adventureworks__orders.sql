-- R3: the states are numbers: in process, approved, backordered, rejected, shipped, cancelled. R2: what is charged for the whole order stays at the order.
with source as (

    select * from {{ source('adventureworks', 'sales_order_header') }}

)

select
    source_system,
    {{ clean(code('sales_order_id')) }} as order_id,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ clean(code('territory_id')) }} as store_id,
    {{ clean(code('sales_person_id')) }} as employee_id,
    {{ moment_of('order_date') }} as ordered_at,
    {{ day_of('order_date') }} as business_date,
    case {{ clean(code('status')) }}
        when '1' then 'in process' when '2' then 'open' when '3' then 'backordered'
        when '4' then 'rejected' when '5' then 'shipped' when '6' then 'cancelled'
        else {{ clean(code('status')) }} end as status,
    case when lower({{ clean('online_order_flag') }}) in ('1', 'true', '1.0') then 'online' else 'store' end as channel,
    {{ clean('sub_total') }} as subtotal_amount,
    {{ clean('tax_amt') }} as tax_amount,
    {{ clean('freight') }} as freight_amount,
    {{ clean('total_due') }} as total_due_amount,
    {{ clean(code('sales_order_id')) }} as _slice,
    'false' as _restarts,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    is_deleted as _deleted,
    _load_id,
    _source_file,
    _source_row
from source
