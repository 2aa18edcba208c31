-- R6: for every delivery, rows and money read = loaded + quarantined + superseded + identical dropped.
-- Deliveries that do not tie are counted one by one, so that two errors cannot cancel out.
with deliveries as (
  select
    source_system,
    entity,
    rows_read,
    rows_loaded + rows_quarantined + rows_superseded + rows_identical_dropped as rows_accounted,
    amount_read,
    amount_loaded + amount_quarantined + amount_superseded + amount_identical_dropped as amount_accounted
  from {{ ref('reconciliation') }}
)

{%- for measure in ['rows', 'amount'] %}
{{ 'union all' if not loop.first }}
select
  'every delivery ties: {{ measure }}' as audit,
  concat(source_system, ' ', entity) as scope,
  cast(sum({{ measure }}_read) as {{ type_name('varchar') }}) as expected,
  cast(sum({{ measure }}_accounted) as {{ type_name('varchar') }}) as found,
  case when sum(case when {{ measure }}_read = {{ measure }}_accounted then 0 else 1 end) = 0 then 'pass' else 'fail' end as verdict,
  '*' as guards
from deliveries
group by source_system, entity
{%- endfor %}
