-- R11: e-mail and phone of the person behind a customer; email_promotion 0 is an opt-out. Of several
-- addresses the first one counts, of several phones the mobile before home before work.
with customers as (

    select
        *,
        {{ clean(code('person_id')) }} as person_number,
        {{ clean(code('store_id')) }} as store_number
    from {{ source('adventureworks', 'customer') }}

),

people as (

    {{ latest_rows(source('adventureworks', 'person'), ['business_entity_id']) }}

),

emails as (

    select *, row_number() over (
        partition by source_system, business_entity_id order by {{ typed('email_address_id', 'integer') }}) as place
    from ({{ latest_rows(source('adventureworks', 'email_address'), ['business_entity_id', 'email_address_id'], has_deletes=true) }}) as email

),

phones as (

    select *, row_number() over (
        partition by source_system, business_entity_id order by {{ typed('phone_number_type_id', 'integer') }}, phone_number) as place
    from ({{ latest_rows(source('adventureworks', 'person_phone'), ['business_entity_id', 'phone_number', 'phone_number_type_id'], has_deletes=true) }}) as phone

),

addresses as (

    {{ adventureworks_addresses() }}

)

select
    customers.source_system,
    {{ clean(code('customers.customer_id')) }} as customer_id,
    {{ clean('emails.email_address') }} as email,
    {{ clean('phones.phone_number') }} as phone,
    case when {{ clean('people.email_promotion') }} = '0' then 'true' end as is_email_opt_out,
    addresses.country_code,
    {{ clean(code('customers.customer_id')) }} as _slice,
    cast(customers._source_row as {{ type_name('varchar') }}) as _part,
    customers.is_deleted as _deleted,
    customers._load_id,
    customers._source_file,
    customers._source_row
from customers
left join people on customers.source_system = people.source_system and customers.person_number = people.business_entity_id
left join emails
    on customers.source_system = emails.source_system and customers.person_number = emails.business_entity_id and emails.place = 1
left join phones
    on customers.source_system = phones.source_system and customers.person_number = phones.business_entity_id and phones.place = 1
left join addresses
    on customers.source_system = addresses.source_system
    and coalesce(customers.store_number, customers.person_number) = addresses.business_entity_id
where emails.email_address is not null or phones.phone_number is not null or customers.is_deleted = 'true'
