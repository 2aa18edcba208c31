-- The orders that the lines of sales.csv make up: one customer's purchases of one day.
with lines as (

    select * from {{ ref('stg_retail_org__sales_lines') }}

)

select
    source_system,
    order_id,
    customer_id,
    cast(null as {{ type_name('varchar') }}) as store_id,
    cast(null as {{ type_name('varchar') }}) as employee_id,
    cast(null as {{ type_name('varchar') }}) as ordered_at,
    business_date,
    cast(null as {{ type_name('varchar') }}) as status,
    min(currency_code) as currency_code,
    'online' as channel,
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
group by source_system, order_id, customer_id, business_date, _slice, _load_id, _source_file
