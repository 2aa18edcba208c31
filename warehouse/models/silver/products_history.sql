-- R5, R7: a product as it was: the record that holds now, and those delivered before it with an earlier
-- day of change. When a record came in says nothing about the shop, so undated ones make no version.
-- The first version reaches back to the beginning, so that an early order still finds its product.
with delivered as (

    select *, source_system || ':' || product_id as product_key
    from {{ ref('intake_products') }}
    where _fate in ('loaded', 'superseded') and product_id is not null

),

latest_of_day as (

    select
        *,
        row_number() over (partition by product_key, updated_date order by _fate, _unit desc, _source_row desc) as place,
        max(case when _fate = 'loaded' then coalesce(updated_date, cast('1900-01-01' as date)) end) over (partition by product_key) as last_updated_date
    from delivered

),

ordered as (

    select
        *,
        row_number() over (partition by product_key order by coalesce(updated_date, cast('1900-01-01' as date))) as version_number,
        lead(updated_date) over (partition by product_key order by coalesce(updated_date, cast('1900-01-01' as date))) as next_updated_date
    from latest_of_day
    where place = 1 and (_fate = 'loaded' or updated_date < last_updated_date)

)

select
    product_key,
    source_system,
    product_id,
    cast(version_number as integer) as version_number,
    coalesce(product_name, product_id) as product_name,
    coalesce(category_name, 'unknown') as category_name,
    coalesce(subcategory_name, 'unknown') as subcategory_name,
    list_price,
    case when version_number = 1 then cast('1900-01-01' as date) else updated_date end as valid_from_date,
    coalesce(next_updated_date, cast('9999-12-31' as date)) as valid_to_date,
    next_updated_date is null as is_current,
    _load_id,
    _source_file,
    _source_row
from ordered
