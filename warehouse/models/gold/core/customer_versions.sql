-- R24: each version of a customer under the code that sales may see, a keyed hash, and the place where
-- the customer was then. R6: and the unknown member. R12: a country as in silver.customers.
{%- set no_text = 'cast(null as ' ~ type_name('varchar') ~ ')' %}
with codes as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'customer'
),

versions as (
  select
    history.customer_key,
    codes.person_code as customer_code,
    concat(codes.person_code, '-', cast(history.version_number as {{ type_name('varchar') }})) as customer_version_code,
    history.source_system,
    history.version_number,
    history.valid_from_at,
    history.valid_to_at,
    history.is_current,
    coalesce(history.customer_type, 'unknown') as customer_type,
    history.city,
    history.state_code,
    coalesce(history.country_code, customers.country_code) as country_code
  from {{ ref('customers_history') }} as history
  inner join {{ ref('customers') }} as customers on customers.customer_key = history.customer_key
  inner join codes on codes.person_key = history.customer_key
)

select
  customer_key, customer_code, customer_version_code, source_system, version_number, valid_from_at, valid_to_at,
  is_current, customer_type, city, state_code, country_code,
  {{ territory_key('country_code', 'state_code') }} as territory_key
from versions
union all
select
  'unknown', 'unknown', 'unknown', 'unknown', 1,
  cast('1900-01-01 00:00:00' as timestamp), cast('9999-12-31 00:00:00' as timestamp),
  true, 'unknown', {{ no_text }}, {{ no_text }}, {{ no_text }}, 'unknown'
from (select 1 as one_row) as nobody
