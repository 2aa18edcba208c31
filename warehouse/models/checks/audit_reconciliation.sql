-- R6: for every delivery, rows and money read = loaded + quarantined + superseded + identical dropped.
-- Deliveries that do not tie are counted one by one, so that two errors cannot cancel out. What was
-- loaded is still there, line by line, when the marts are built: steps may run hours apart. R2
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
union all
{{ audit_sums('every loaded line is there: rows', '*',
  "select source_system as scope, rows_loaded as amount from " ~ ref('reconciliation') ~ " where entity = 'order_lines'",
  'select source_system as scope, 1 as amount from ' ~ ref('order_lines')) }}
union all
{{ audit_sums('every loaded line is there: amount', '*',
  "select source_system as scope, amount_loaded as amount from " ~ ref('reconciliation') ~ " where entity = 'order_lines'",
  'select source_system as scope, gross_amount as amount from ' ~ ref('order_lines')) }}
union all
{{ audit_none('net is gross less discount', 'order lines', '*',
  'select order_line_key from ' ~ ref('order_lines') ~ ' where net_amount <> gross_amount - discount_amount') }}
