-- The orders that till lines make up: one customer's purchases in one store on one day.
with lines as (

    select * from {{ ref('stg_pos__order_lines') }}

)

select
    source_system,
    order_id,
    customer_id,
    store_id,
    cast(null as {{ type_name('varchar') }}) as employee_id,
    cast(null as {{ type_name('varchar') }}) as ordered_at,
    business_date,
    cast(null as {{ type_name('varchar') }}) as status,
    cast(null as {{ type_name('varchar') }}) as currency_code,
    'store' as channel,
    cast(null as {{ type_name('varchar') }}) as stated_line_count,
    _slice,
    cast(null as {{ type_name('varchar') }}) as _version,
    cast(null as {{ type_name('varchar') }}) as _part,
    cast(null as bigint) as _copy,
    cast(null as {{ type_name('varchar') }}) as _problem,
    _load_id,
    _source_file,
    min(_source_row) as _source_row
from lines
where {{ typed('business_date', 'date') }} is not null
group by source_system, order_id, customer_id, store_id, business_date, _slice, _load_id, _source_file
