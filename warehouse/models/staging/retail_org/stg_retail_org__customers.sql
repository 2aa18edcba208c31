-- R7: a customer's version is replaced by a later delivery of the same version.
with source as (

    select * from {{ source('retail_org', 'customers') }}

),

renamed as (

    select
        -- ids
        source_system,
        {{ code('customer_id') }} as customer_id,

        -- text; people are written 'LAST,  FIRST', companies any other way
        customer_name,
        {{ matches('customer_name', '^[^,]+,  [^a-z]+$') }} as is_person,
        {{ clean('street', ['nan', 'NO SITUS']) }} as street_name,
        {{ clean(code('number'), ['nan']) }} as house_number,
        {{ clean('city', ['nan']) }} as city,
        {{ clean('state', ['nan']) }} as state_code,
        {{ us_postal_code(clean('postcode', ['nan'])) }} as postal_code,

        -- numbers
        {{ clean('lat', ['nan']) }} as latitude,
        {{ clean('lon', ['nan']) }} as longitude,

        -- times
        {{ epoch_text(clean('valid_from')) }} as valid_from_at,
        {{ epoch_text(clean('valid_to')) }} as valid_to_at,

        _load_id,
        _source_file,
        _source_row
    from source

)

select
    source_system,
    customer_id,
    case when is_person then 'person' else 'company' end as customer_type,
    case when is_person then trim(split_part(customer_name, ',', 2)) || ' ' || trim(split_part(customer_name, ',', 1))
         else trim(customer_name) end as full_name,
    case when is_person then trim(split_part(customer_name, ',', 2)) end as first_name,
    case when is_person then trim(split_part(customer_name, ',', 1)) end as last_name,
    coalesce(house_number || ' ' || street_name, street_name) as street_address,
    city,
    state_code,
    postal_code,
    latitude,
    longitude,
    valid_from_at,
    valid_to_at,
    customer_id || '|' || coalesce(valid_from_at, '') as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from renamed
