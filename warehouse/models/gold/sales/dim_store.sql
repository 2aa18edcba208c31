-- R6: the stores, and the unknown one. R24: who manages a store stays in operations.
select
  stores.store_key,
  stores.source_system,
  stores.store_id,
  stores.store_name,
  coalesce(stores.city, 'unknown') as city,
  coalesce(stores.state_code, 'unknown') as state_code,
  stores.postal_code,
  coalesce(stores.country_code, 'unknown') as country_code,
  coalesce(stores.territory_name, 'unknown') as territory_name,
  coalesce(stores.region_name, 'unknown') as region_name,
  stores.time_zone,
  stores.opened_date,
  stores.is_known
from {{ ref('stores') }} as stores
