-- R24: salespeople can be told apart by a keyed hash; their names stay in operations. R6: and the
-- unknown member.
select
  codes.person_code as salesperson_code,
  employees.source_system,
  employees.is_manager,
  true as is_known
from {{ ref('employees') }} as employees
inner join {{ source('science', 'person_codes') }} as codes
  on codes.person_key = employees.employee_key and codes.person_kind = 'employee'
union all
select 'unknown', 'unknown', false, false
from (select 1 as one_row) as nobody
