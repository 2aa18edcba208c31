-- A customer is a person or, where a store is named, that store. R6: without either it is kept.
with customers as (

    select
        *,
        {{ clean(code('customer_id')) }} as customer_number,
        {{ clean(code('person_id')) }} as person_number,
        {{ clean(code('store_id')) }} as store_number
    from {{ source('adventureworks', 'customer') }}

),

people as (

    {{ latest_rows(source('adventureworks', 'person'), ['business_entity_id']) }}

),

stores as (

    {{ latest_rows(source('adventureworks', 'store'), ['business_entity_id']) }}

),

addresses as (

    {{ adventureworks_addresses() }}

)

select
    customers.source_system,
    customers.customer_number as customer_id,
    case when store_number is not null then 'company' when person_number is not null then 'person' end as customer_type,
    case when store_number is not null then {{ clean('stores.name') }}
         else nullif(concat_ws(' ', {{ clean('people.first_name') }}, {{ clean('people.last_name') }}), '') end as full_name,
    case when store_number is null then {{ clean('people.first_name') }} end as first_name,
    case when store_number is null then {{ clean('people.last_name') }} end as last_name,
    addresses.street_address,
    addresses.city,
    addresses.state_code,
    addresses.postal_code,
    addresses.country_code,
    customers.customer_number as _slice,
    cast(customers._source_row as {{ type_name('varchar') }}) as _part,
    customers.is_deleted as _deleted,
    customers._load_id,
    customers._source_file,
    customers._source_row
from customers
left join people on customers.source_system = people.source_system and customers.person_number = people.business_entity_id
left join stores on customers.source_system = stores.source_system and customers.store_number = stores.business_entity_id
left join addresses
    on customers.source_system = addresses.source_system
    and coalesce(customers.store_number, customers.person_number) = addresses.business_entity_id
