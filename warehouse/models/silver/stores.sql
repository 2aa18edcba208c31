-- R6: one row per store, and the unknown member.
with loaded as (

    select * from {{ ref('intake_stores') }}
    where _fate = 'loaded'

)

select
    source_system || ':' || store_id as store_key,
    source_system,
    store_id,
    coalesce(store_name, store_id) as store_name,
    street_address,
    city,
    state_code,
    postal_code,
    country_code,
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
