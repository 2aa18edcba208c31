-- R6, R7: the accepted records of products from all sources, as the contract types them.
{{ config(materialized="view") }}
select
    source_system,
    product_id,
    product_name,
    category_name,
    subcategory_name,
    list_price,
    standard_cost,
    created_date,
    updated_date,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_products') }}
where _fate = 'loaded'
