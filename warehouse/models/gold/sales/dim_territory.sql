-- R6: the places where things are sold: those of the stores and the customers, those
-- that orders went to, and the unknown one.
{%- set no_text = 'cast(null as ' ~ type_name('varchar') ~ ')' %}
with places as (
  select territory_key, region_name, country_code, state_code, territory_name from {{ ref('store_places') }}
  union all
  select territory_key, {{ no_text }}, country_code, state_code, {{ no_text }} from {{ ref('customer_versions') }}
  union all
  select territory_key, {{ no_text }}, country_code, state_code, {{ no_text }} from {{ ref('order_places') }}
)

select
  territory_key,
  coalesce(min(region_name), 'unknown') as region_name,
  coalesce(min(country_code), 'unknown') as country_code,
  coalesce(min(state_code), 'unknown') as state_code,
  coalesce(min(territory_name), 'unknown') as territory_name
from places
group by territory_key
