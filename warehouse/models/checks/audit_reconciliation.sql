-- R6: for every delivery, rows and money read = loaded + quarantined + superseded + identical dropped + held.
-- Deliveries that do not tie are counted one by one, so that two errors cannot cancel out. What was
-- loaded is still there, line by line, when the marts are built: steps may run hours apart. R2
with deliveries as (
  select
    source_system,
    entity,
    source_file,
    rows_read,
    rows_loaded + rows_quarantined + rows_superseded + rows_identical_dropped + rows_held as rows_accounted,
    amount_read,
    amount_loaded + amount_quarantined + amount_superseded + amount_identical_dropped + amount_held as amount_accounted
  from {{ ref('reconciliation') }}
)

{%- for measure in ['rows', 'amount'] %}
select
  'every delivery ties: {{ measure }}' as audit,
  concat(source_system, ' ', entity) as scope,
  cast(sum({{ measure }}_read) as {{ type_name('varchar') }}) as expected,
  cast(sum({{ measure }}_accounted) as {{ type_name('varchar') }}) as found,
  case when sum(case when {{ measure }}_read = {{ measure }}_accounted then 0 else 1 end) = 0 then 'pass' else 'fail' end as verdict,
  '*' as guards,
  min(case when {{ measure }}_read = {{ measure }}_accounted then null else 'the delivery ' || source_file end) as examples
from deliveries
group by source_system, entity
union all
{%- endfor %}
{{ audit_sums('every loaded line is there: rows', '*',
  expected=side(ref('reconciliation'), 'rows_loaded', scope='source_system', where="entity = 'order_lines'"),
  found=side(ref('order_lines'), scope='source_system')) }}
union all
{{ audit_sums('every loaded line is there: amount', '*',
  expected=side(ref('reconciliation'), 'amount_loaded', scope='source_system', where="entity = 'order_lines'"),
  found=side(ref('order_lines'), 'delivered_amount', scope='source_system')) }}
union all
{% call audit_none('net is gross less discount', 'order lines', '*', line_words('offending')) %}
  select order_id, _source_file, _source_row
  from {{ ref('order_lines') }}
  where net_amount <> gross_amount - discount_amount
{% endcall %}
