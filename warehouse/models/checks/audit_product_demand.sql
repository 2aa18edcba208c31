-- R3, R6: every dimension of product_demand has the units and amounts of silver and the returns of the star,
-- each return once; and what it says of products and categories is what sales_by_period says.
with sold_lines as (
  select currency_code, {{ line_measures() }}
  from {{ ref('sales_and_returns') }}
),

sold as (
  select currency_code, sum(net_amount) as net_amount, sum(unit_count) as unit_count
  from sold_lines
  group by currency_code
),

-- Returns are added up, not counted: a count cannot be NULL, and one engine minds.
returned as (
  select currency_code, sum(returned_quantity) as returned_unit_count, sum(1) as return_count
  from {{ ref('fact_returns') }}
  group by currency_code
),

dimensions as (
  select distinct dimension, currency_code from {{ ref('product_demand') }}
),

sold_of_dimensions as (
  select dimensions.dimension, sold.*
  from dimensions
  inner join sold on sold.currency_code = dimensions.currency_code
),

returned_of_dimensions as (
  select dimensions.dimension, returned.*
  from dimensions
  inner join returned on returned.currency_code = dimensions.currency_code
),

sold_of_years as (
  select
    dimension, member_key, currency_code,
    sum(unit_count) as unit_count, sum(net_amount) as net_amount, count(*) as year_count
  from {{ ref('sales_by_period') }}
  where period_type = 'year'
  group by dimension, member_key, currency_code
)

{{ audit_sums('units of every dimension equal silver', 'product_demand',
  expected=side('sold_of_dimensions', 'unit_count', scope=['dimension', 'currency_code']),
  found=side(ref('product_demand'), 'unit_count', scope=['dimension', 'currency_code'])) }}
union all
{{ audit_sums('units that came back of every dimension are those of the star', 'product_demand',
  expected=side('returned_of_dimensions', 'returned_unit_count', scope=['dimension', 'currency_code']),
  found=side(ref('product_demand'), 'returned_unit_count', scope=['dimension', 'currency_code'])) }}
union all
{{ audit_sums('returns of every dimension are those of the star', 'product_demand',
  expected=side('returned_of_dimensions', 'return_count', scope=['dimension', 'currency_code']),
  found=side(ref('product_demand'), 'return_count', scope=['dimension', 'currency_code'])) }}
union all
{% call audit_none('net of every currency is silver, rounded once', 'currencies', 'product_demand') %}
  select sold.currency_code
  from sold
  left join {{ ref('product_demand') }} as demand
    on demand.dimension = 'all'
    and demand.currency_code = sold.currency_code
  where demand.net_amount is null or abs(demand.net_amount - sold.net_amount) > {{ half_unit('sold.currency_code') }}
{% endcall %}
union all
{% call audit_none('products and categories sold what sales_by_period says', 'members', 'product_demand') %}
  select member_key
  from sold_of_years as sold
  left join {{ ref('product_demand') }} as demand using (dimension, member_key, currency_code)
  where demand.unit_count is null
    or demand.unit_count <> sold.unit_count
    or abs(demand.net_amount - sold.net_amount) > {{ half_unit('currency_code') }} * (sold.year_count + 1)
{% endcall %}
union all
{% call audit_none('no rate of few units is ranked, and each lies in its interval', 'rows', 'product_demand') %}
  select member_key
  from {{ ref('product_demand') }}
  where (return_rank is not null and unit_count < {{ rule('return_rate', 'minimum_units') }})
    or (
      return_rate <= 1
      and (return_rate < return_rate_from - 0.000001 or return_rate > return_rate_to + 0.000001)
    )
{% endcall %}
