-- R6: delivered is the sum of what became of it, per source and entity, in rows and in money; and what is
-- counted is what each published table shows, but for half a cent of rounding per row.
with sides as (
  select
    concat(source_system, ' ', entity) as scope,
    case when state = 'delivered' then row_count else 0 end as rows_delivered,
    case when state = 'delivered' then 0 else row_count end as rows_told,
    case when state = 'delivered' then amount else 0 end as amount_delivered,
    case when state = 'delivered' then 0 else amount end as amount_told
  from {{ ref('account') }}
)

{%- for measure in ['rows', 'amount'] %}
{{ audit_sums('the account of every entity ties: ' ~ measure, '*',
  expected=side('sides', measure ~ '_delivered', scope='scope'),
  found=side('sides', measure ~ '_told', scope='scope')) }}
union all
{%- endfor %}
select
  'the table shows what is counted' as audit,
  concat(table_name, ' ', currency_code) as scope,
  cast(counted_amount as {{ type_name('varchar') }}) as expected,
  cast(shown_amount as {{ type_name('varchar') }}) as found,
  case when abs(counted_amount - shown_amount)
    <= row_count * {{ by_places('currency_code', {0: '0.5', 2: '0.005', 3: '0.0005'}) }} then 'pass' else 'fail' end as verdict,
  table_name as guards,
  {{ no_examples() }} as examples
from {{ ref('mart_totals') }}
union all
{% call audit_none('nothing is told twice: counted rows', 'below 0', '*') %}
  select entity
  from {{ ref('account') }}
  where row_count < 0
{% endcall %}
