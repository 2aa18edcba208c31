-- Each transaction is paid at once; one that cannot be read is rejected as an order line already.
{%- set order = kind_setting('customer360', 'date_order') %}
with source as (

    select * from {{ source('customer360', 'transaction') }}

),

read as (

    select
        *,
        {{ written_moment('transaction_date', order) }} as transaction_moment
    from source

),

paid as (

    select
        source_system,
        {{ clean(code('transaction_id')) }} as payment_id,
        {{ clean(code('customer_id')) }} as customer_id,
        {{ date_text('transaction_moment', clean('transaction_date')) }} as paid_date,
        {{ clean('amount') }} as amount,
        {{ clean('payment_method') }} as payment_method,
        _load_id,
        _source_file,
        _source_row
    from read

)

select
    source_system,
    payment_id,
    payment_id as order_id,
    customer_id,
    paid_date,
    amount,
    payment_method,
    payment_id as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from paid
where payment_id is not null
    and {{ typed('paid_date', 'date') }} is not null
    and {{ typed('amount', 'decimal(18,4)') }} is not null
