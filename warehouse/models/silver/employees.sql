-- R6: one row per employee, and the unknown member.
with loaded as (

    select * from {{ ref('intake_employees') }}
    where _fate = 'loaded'

)

select
    source_system || ':' || employee_id as employee_key,
    source_system,
    employee_id,
    first_name,
    last_name,
    coalesce(nullif(concat_ws(' ', first_name, last_name), ''), employee_id) as full_name,
    manager_id,
    coalesce(is_manager, false) as is_manager,
    joined_date,
    true as is_known
from loaded
union all
select employee_key, source_system, employee_id, first_name, last_name, full_name, manager_id, is_manager, joined_date, is_known
from ({{ unknown_member('employees') }}) as unknown_member
