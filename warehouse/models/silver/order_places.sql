-- R12, R23: where an order went, by the codes of its country and state, of the orders that tell it. A country
-- that is told and not known is unknown; without one the state is one of the shop's own country.
with told as (

    select source_system, order_id, ship_city, ship_country_code, ship_state_code, ship_postal_code
    from {{ ref('intake_orders') }}
    where _fate = 'loaded' and coalesce(ship_country_code, ship_state_code) is not null

),

placed as (

    select
        told.source_system,
        told.order_id,
        told.ship_city as city,
        {{ postal_code('told.ship_postal_code', "coalesce(countries.code, case when told.ship_country_code is null then '" ~ var('shop')['country'] ~ "' end)") }} as postal_code,
        case when told.ship_country_code is null then '{{ var('shop')['country'] }}' else coalesce(countries.code, 'unknown') end as country_code,
        coalesce(states.code, told.ship_state_code) as state_code
    from told
    left join {{ ref('place_names') }} as countries
        on countries.country_code = '' and countries.name = {{ place_name('told.ship_country_code') }}
    left join {{ ref('place_names') }} as states
        on states.country_code = case when told.ship_country_code is null then '{{ var('shop')['country'] }}' else countries.code end
        and states.name = {{ place_name('told.ship_state_code') }}

)

select
    orders.order_key,
    placed.city,
    placed.postal_code,
    placed.country_code,
    placed.state_code,
    {{ territory_key('placed.country_code', 'placed.state_code') }} as territory_key
from {{ ref('orders') }} as orders
inner join placed on placed.source_system = orders.source_system and placed.order_id = orders.order_id
