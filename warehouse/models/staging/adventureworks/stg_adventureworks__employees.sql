-- R20: who sells. A name comes from Person.Person, where that has the employee.
with employees as (

    select * from {{ source('adventureworks', 'employee') }}

),

people as (

    {{ latest_rows(source('adventureworks', 'person'), ['business_entity_id']) }}

)

select
    employees.source_system,
    {{ clean(code('employees.business_entity_id')) }} as employee_id,
    {{ clean('people.first_name') }} as first_name,
    {{ clean('people.last_name') }} as last_name,
    case when {{ matches('employees.job_title', 'Manager|Chief|Vice President') }} then 'true' else 'false' end as is_manager,
    {{ day_of('employees.hire_date') }} as joined_date,
    {{ clean(code('employees.business_entity_id')) }} as _slice,
    cast(employees._source_row as {{ type_name('varchar') }}) as _part,
    employees._load_id,
    employees._source_file,
    employees._source_row
from employees
left join people
    on employees.source_system = people.source_system and employees.business_entity_id = people.business_entity_id
