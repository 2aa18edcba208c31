-- R6: one row per customer, and the unknown member that keeps the lines of unknown customers.
with current_versions as (

    select * from {{ ref('customers_history') }}
    where is_current

),

unknown_member as (

    {{ unknown_member('customers') }}

)

select
    customer_key, source_system, customer_id, coalesce(customer_type, 'unknown') as customer_type,
    full_name, first_name, last_name, street_address, city, state_code, postal_code, country_code,
    latitude, longitude, joined_date, birth_date, true as is_known
from current_versions
union all
select
    customer_key, source_system, customer_id, customer_type,
    full_name, first_name, last_name, street_address, city, state_code, postal_code, country_code,
    latitude, longitude, joined_date, birth_date, is_known
from unknown_member
