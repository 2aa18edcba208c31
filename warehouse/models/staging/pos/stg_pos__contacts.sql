-- R11: the till knows a customer's phone, and no e-mail.
with source as (

    select * from {{ source('pos', 'customer') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ clean('phone_number') }} as phone,
    {{ clean(code('customer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
