-- R3, R6: what came back is in fact_returns once, however the source tells it, with the money that it tells;
-- and the two facts hold the same returns.
with named as (
  select distinct source_system, order_id from {{ ref('returns') }}
),

lines as (
  select
    lines.source_system, lines.order_id, lines.product_id,
    case when lines.is_counted then 1 else 0 end as counted,
    case when lines.is_counted and lines.is_return then 1 else 0 end as returned
  from {{ ref('order_lines') }} as lines
  inner join named on named.source_system = lines.source_system and named.order_id = lines.order_id
),

-- Those of which no line tells, and whose order counts as far as it is known.
return_records as (
  select records.quantity as returned_quantity, records.amount as return_amount
  from {{ ref('returns') }} as records
  cross join {{ ref('as_of') }} as as_of
  left join (
    select source_system, order_id, max(counted) as counted, max(returned) as returned
    from lines
    group by source_system, order_id
  ) as orders on orders.source_system = records.source_system and orders.order_id = records.order_id
  left join (
    select source_system, order_id, product_id, max(counted) as counted, max(returned) as returned
    from lines
    where product_id is not null
    group by source_system, order_id, product_id
  ) as goods
    on goods.source_system = records.source_system and goods.order_id = records.order_id
    and goods.product_id = records.product_id
  left join {{ ref('unloaded_orders') }} as unloaded
    on unloaded.source_system = records.source_system and unloaded.order_id = records.order_id
  where coalesce(records.returned_date <= as_of.as_of_date, true)
    and unloaded.order_id is null
    and coalesce(case when records.product_id is null then orders.returned else goods.returned end, 0) = 0
    and coalesce(goods.counted, orders.counted, 1) = 1
),

returned as (
  select 0 - quantity as returned_quantity from {{ ref('order_lines') }} where is_counted and is_return
  union all
  select returned_quantity from return_records
)

{{ audit_sums('units brought back equal silver', 'fact_returns',
  expected=side('returned', 'returned_quantity', scope="'units'"),
  found=side(ref('fact_returns'), 'returned_quantity', scope="'units'")) }}
union all
{{ audit_sums('money that records tell is there as told', 'fact_returns',
  expected=side('return_records', 'return_amount', scope="'money'", where='return_amount is not null'),
  found=side(ref('fact_returns'), 'return_amount', scope="'money'",
    where="return_kind = 'return record' and amount_basis = 'told'")) }}
union all
{%- for measure in ['returned_quantity', 'return_amount'] %}
{{ audit_sums('both facts hold the same returns: ' ~ measure, 'fact_returns',
  expected=side(ref('fact_sales'), measure, scope='currency_code', where=measure ~ ' <> 0'),
  found=side(ref('fact_returns'), measure, scope='currency_code', where=measure ~ ' <> 0')) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
