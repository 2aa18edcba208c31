-- R6: one row per store, and the unknown member.
with loaded as (

    select
        stores.*,
        case when stores.country_code is not null then coalesce(countries.code, 'unknown') end as country,
        coalesce(states.code, stores.state_code) as state,
        {{ postal_code('stores.postal_code', "case when stores.country_code is null then '" ~ var('shop')['country'] ~ "' else countries.code end") }} as post
    from {{ ref('intake_stores') }} as stores
    left join {{ ref('place_names') }} as countries
        on countries.country_code = '' and countries.name = {{ place_name('stores.country_code') }}
    left join {{ ref('place_names') }} as states
        on states.country_code = case when stores.country_code is null then '{{ var('shop')['country'] }}' else countries.code end
        and states.name = {{ place_name('stores.state_code') }}
    where stores._fate = 'loaded'

)

select
    source_system || ':' || store_id as store_key,
    source_system,
    store_id,
    coalesce(store_name, store_id) as store_name,
    street_address,
    city,
    state as state_code,
    post as postal_code,
    country as country_code,
    territory_name,
    region_name,
    coalesce({{ known_time_zone('time_zone') }}, '{{ var('shop')['time_zone'] }}') as time_zone,
    manager_name,
    opened_date,
    true as is_known
from loaded
union all
select store_key, source_system, store_id, store_name, street_address, city, state_code, postal_code,
    country_code, territory_name, region_name, time_zone, manager_name, opened_date, is_known
from ({{ unknown_member('stores') }}) as unknown_member
