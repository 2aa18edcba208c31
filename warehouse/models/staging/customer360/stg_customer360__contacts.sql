-- R11: how customers can be reached. A row without a customer is rejected as a customer already.
with source as (

    select * from {{ source('customer360', 'customer_master') }}

)

select
    source_system,
    {{ clean(code('customer_id')) }} as customer_id,
    {{ clean('email') }} as email,
    {{ clean(code('phone')) }} as phone,
    {{ clean(code('customer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
where {{ clean('customer_id') }} is not null
