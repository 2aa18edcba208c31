-- R15: ids that match nobody are counted per source. They are kept and belong to the unknown member
-- (R6). When most of the ids of a source that brings such a list are not in it, the two differ by a
-- rule that the source does not declare.
{%- for entity in ['customer', 'product', 'store'] %}
{{ 'union all' if not loop.first }}
select
  'order lines whose {{ entity }} is in no list' as audit,
  lines.source_system as scope,
  concat('at most ', cast(cast(floor(count(*) / 2) as bigint) as {{ type_name('varchar') }})) as expected,
  cast(sum(case when {{ entity }}_key = 'unknown' then 1 else 0 end) as {{ type_name('varchar') }}) as found,
  case when sum(case when {{ entity }}_key = 'unknown' then 1 else 0 end) > floor(count(*) / 2) then 'warn' else 'pass' end as verdict,
  '*' as guards,
  {{ no_examples() }} as examples
from {{ ref('order_lines') }} as lines
inner join (select distinct source_system from {{ ref(entity ~ 's') }} where is_known) as lists
  on lists.source_system = lines.source_system
where {{ entity }}_id is not null
group by lines.source_system
{%- endfor %}
