-- R6, R7: the accepted records of customers from all sources, one row per version, as the contract types them.
{{ config(materialized="view") }}
select
    source_system,
    customer_id,
    customer_type,
    full_name,
    first_name,
    last_name,
    street_address,
    city,
    state_code,
    postal_code,
    country_code,
    latitude,
    longitude,
    joined_date,
    birth_date,
    valid_from_at,
    valid_to_at,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_customers') }}
where _fate = 'loaded'
