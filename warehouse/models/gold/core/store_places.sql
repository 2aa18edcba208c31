-- R23: the place that a store stands for, as a territory. R6: and the unknown store.
select
  store_key,
  region_name,
  country_code,
  state_code,
  territory_name,
  {{ territory_key('country_code', 'state_code', 'territory_name') }} as territory_key
from {{ ref('stores') }}
