-- R6, R7: every accepted version of a customer, with ranges that neither overlap nor leave gaps.
-- R12: countries and states by their codes; a country that is told and not known is 'unknown'. One that is
-- not told is the shop's own where the state is one of its states, or the source tells no country of anybody.
-- The first version reaches back to the beginning, so that an early order still finds its customer.
with versions as (

    select
        *,
        source_system || ':' || customer_id as customer_key,
        max(country_code) over (partition by source_system) is null as is_at_home,
        coalesce(valid_from_at, cast('1900-01-01 00:00:00' as timestamp)) as starts_at
    from {{ ref('intake_customers') }}
    where _fate = 'loaded'

),

ordered as (

    select
        *,
        row_number() over (partition by customer_key order by starts_at) as version_number,
        lead(starts_at) over (partition by customer_key order by starts_at) as next_starts_at
    from versions

),

placed as (

    select
        ordered.*,
        case when ordered.country_code is not null then coalesce(countries.code, 'unknown')
            when not ordered.is_at_home and states.code is not null then '{{ var('shop')['country'] }}' end as country,
        coalesce(states.code, ordered.state_code) as state,
        {{ postal_code('ordered.postal_code', "coalesce(countries.code, case when ordered.country_code is null and (ordered.is_at_home or states.code is not null) then '" ~ var('shop')['country'] ~ "' end)") }} as post
    from ordered
    left join {{ ref('place_names') }} as countries
        on countries.country_code = '' and countries.name = {{ place_name('ordered.country_code') }}
    left join {{ ref('place_names') }} as states
        on states.country_code = coalesce(countries.code, case when ordered.country_code is null then '{{ var('shop')['country'] }}' end)
        and states.name = {{ place_name('ordered.state_code') }}

)

select
    customer_key,
    source_system,
    customer_id,
    cast(version_number as integer) as version_number,
    customer_type,
    full_name,
    first_name,
    last_name,
    street_address,
    city,
    state as state_code,
    post as postal_code,
    country as country_code,
    latitude,
    longitude,
    joined_date,
    birth_date,
    case when version_number = 1 then cast('1900-01-01 00:00:00' as timestamp) else starts_at end as valid_from_at,
    coalesce(next_starts_at, cast('9999-12-31 00:00:00' as timestamp)) as valid_to_at,
    valid_from_at as stated_valid_from_at,
    valid_to_at as stated_valid_to_at,
    next_starts_at is null as is_current,
    _load_id,
    _source_file,
    _source_row
from placed
