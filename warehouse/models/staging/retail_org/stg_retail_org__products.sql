-- The delivered file closes quotes with \"" and so swallows rows when read as CSV; no field holds a
-- line break, so the file comes in as lines (source.toml) and is taken apart from both ends here.
{%- set pattern = '^([^,]+),([^,]*),(.*),([^,]*),([^,]*),([^,]*),([A-Za-z]+),?$' %}
with source as (

    select * from {{ source('retail_org', 'products') }}

),

split as (

    select
        *,
        {{ matches('line', pattern) }} as is_product,
        regexp_extract(line, '{{ pattern }}', 1) as product_id,
        regexp_extract(line, '{{ pattern }}', 2) as category_name,
        replace(replace(replace(regexp_extract(line, '{{ pattern }}', 3), chr(92) || '"', '"'), '""', '"'), chr(92), '"') as quoted_name,
        regexp_extract(line, '{{ pattern }}', 4) as list_price
    from source

)

select
    source_system,
    case when is_product then product_id end as product_id,
    {{ replace_all('quoted_name', '^"+|"+$', '') }} as product_name,
    category_name,
    list_price,
    product_id as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    case when not is_product then {{ problem('line', 'not_a_product', 'line') }} end as _problem,
    _load_id,
    _source_file,
    _source_row
from split
