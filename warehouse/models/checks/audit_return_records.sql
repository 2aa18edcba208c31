-- R3, R6: what return records do not say, or say against the sales, is told: money that had to be worked out
-- from other sales of the product, money that nobody knows, and more units than the sale had.
with counted as (
  select source_system, order_key, product_id, quantity, sold_quantity, amount_basis
  from {{ ref('return_records') }}
  where fate = 'counted'
),

overdrawn as (
  select source_system
  from counted
  where sold_quantity is not null
  group by source_system, order_key, product_id
  having sum(quantity) > max(sold_quantity)
),

findings as (
  select 'returns valued at what their product usually sells for' as audit, source_system from counted where amount_basis = 'usual'
  union all
  select 'returns whose money nobody tells' as audit, source_system from counted where amount_basis = 'unknown'
  union all
  select 'sales of which more came back than was sold' as audit, source_system from overdrawn
)

select
  audit,
  source_system as scope,
  '0' as expected,
  cast(count(*) as {{ type_name('varchar') }}) as found,
  'warn' as verdict,
  'fact_returns' as guards,
  {{ no_examples() }} as examples
from findings
group by audit, source_system
