-- R3, R6: what came back is in fact_returns once, however the source tells it.
with returned_lines as (
  select source_system, order_id, product_id, {{ negated('quantity') }} as returned_quantity
  from {{ ref('order_lines') }}
  where is_counted and is_return
),

-- Those of which no line tells.
return_records as (
  select records.quantity as returned_quantity
  from {{ ref('returns') }} as records
  cross join {{ ref('as_of') }} as as_of
  where coalesce(records.returned_date <= as_of.as_of_date, true)
    and not exists (
      select 1 as one
      from returned_lines
      where returned_lines.source_system = records.source_system
        and returned_lines.order_id = records.order_id
        and returned_lines.product_id = records.product_id
    )
),

returned as (
  select returned_quantity from returned_lines
  union all
  select returned_quantity from return_records
)

{{ audit_sums('units brought back equal silver', 'fact_returns',
  expected=side('returned', 'returned_quantity', scope="'units'"),
  found=side(ref('fact_returns'), 'returned_quantity', scope="'units'")) }}
union all
{{ audit_sums('returns of lines are the same in both facts', 'fact_returns',
  expected=side(ref('fact_sales'), 'returned_quantity', scope="'units'"),
  found=side(ref('fact_returns'), 'returned_quantity', scope="'units'", where='order_line_key is not null')) }}
