-- R3: a transaction is one line of 1 x amount, of no known product; a negative amount is a return.
{%- set order = kind_setting('customer360', 'date_order') %}
with source as (

    select * from {{ source('customer360', 'transaction') }}

),

read as (

    select
        *,
        {{ written_moment('transaction_date', order) }} as transaction_moment
    from source

)

select
    source_system,
    {{ clean(code('transaction_id')) }} as order_id,
    '1' as line_number,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ clean('store_location') }} as store_id,
    {{ date_text('transaction_moment', clean('transaction_date')) }} as business_date,
    case when trim(amount) like '-%' then '-1' else '1' end as quantity,
    {{ replace_all(clean('amount'), '^-', '') }} as unit_price,
    'false' as is_list_price,
    {{ clean('amount') }} as stated_amount,
    {{ clean(code('transaction_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    {{ unclear_date('transaction_date', order) }} as _problem,
    'false' as _restarts,
    _load_id,
    _source_file,
    _source_row
from read
