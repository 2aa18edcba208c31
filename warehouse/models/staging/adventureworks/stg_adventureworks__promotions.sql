-- Special offer 1 is called No Discount: it is none.
with source as (

    select * from {{ source('adventureworks', 'special_offer') }}

)

select
    source_system,
    {{ clean(code('special_offer_id')) }} as promotion_id,
    {{ clean('description') }} as promotion_name,
    {{ clean('discount_pct') }} as discount_rate,
    {{ day_of('start_date') }} as start_date,
    {{ day_of('end_date') }} as end_date,
    {{ clean(code('special_offer_id')) }} as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from source
where {{ clean(code('special_offer_id')) }} is distinct from '1'
