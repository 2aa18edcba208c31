-- The sales team of the till's star schema.
with source as (

    select * from {{ source('pos', 'sales_team') }}

)

select
    source_system,
    {{ clean(code('id')) }} as employee_id,
    {{ clean('first_name') }} as first_name,
    {{ clean('last_name') }} as last_name,
    {{ clean(code('manager_id')) }} as manager_id,
    is_manager,
    {{ clean('joining_date') }} as joined_date,
    {{ clean(code('id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
