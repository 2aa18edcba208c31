-- R15: ids that match nobody are counted per source. They are kept and belong to the unknown member
-- (R6); when most of a source's ids match nobody, the ids of two tables differ by a rule that the
-- source does not declare, or a table is missing.
{%- for entity in ['customer', 'product', 'store'] %}
{{ 'union all' if not loop.first }}
select
  'order lines whose {{ entity }} is in no list' as audit,
  source_system as scope,
  concat('at most ', cast(cast(floor(count(*) / 2) as bigint) as {{ type_name('varchar') }})) as expected,
  cast(sum(case when {{ entity }}_key = 'unknown' then 1 else 0 end) as {{ type_name('varchar') }}) as found,
  case when sum(case when {{ entity }}_key = 'unknown' then 1 else 0 end) > floor(count(*) / 2) then 'warn' else 'pass' end as verdict,
  '*' as guards
from {{ ref('order_lines') }}
where {{ entity }}_id is not null
group by source_system
{%- endfor %}
