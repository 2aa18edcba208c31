-- R6: one row per customer, and the unknown member that keeps the lines of unknown customers.
-- R11, R12: a country that is not told is that of the contact record; else it is unknown, or the shop's own
-- where the source tells none of anybody.
with current_versions as (

    select
        versions.*,
        coalesce(versions.country_code, contacts.country_code) as told_country,
        max(versions.country_code) over (partition by versions.source_system) is null as is_at_home
    from {{ ref('customers_history') }} as versions
    left join {{ ref('contacts') }} as contacts on contacts.customer_key = versions.customer_key
    where versions.is_current

),

unknown_member as (

    {{ unknown_member('customers') }}

)

select
    customer_key, source_system, customer_id, coalesce(customer_type, 'unknown') as customer_type,
    full_name, first_name, last_name, street_address, city, state_code, postal_code,
    coalesce(told_country, case when is_at_home then '{{ var('shop')['country'] }}' else 'unknown' end) as country_code, latitude, longitude, joined_date, birth_date, true as is_known
from current_versions
union all
select
    customer_key, source_system, customer_id, customer_type,
    full_name, first_name, last_name, street_address, city, state_code, postal_code, country_code,
    latitude, longitude, joined_date, birth_date, is_known
from unknown_member
