-- R3: what was sold of each product, subcategory and category and what came back of it, per currency (R1).
-- Rates of return are ranked by the lower end of their interval, from the minimum of sold units up.
-- Sales and returns are each added up before they meet. R6: unknown products are a member, unranked.
{%- set zero = 'cast(0 as decimal(38,4))' %}
{%- set measures = ['order_count', 'purchase_count', 'unit_count', 'gross_amount', 'discount_amount', 'return_amount', 'net_amount', 'return_count', 'returned_unit_count'] %}
with stacked as (
  select
    dimension, member_key, currency_code, order_count, purchase_count, unit_count, gross_amount, discount_amount, return_amount, net_amount,
    0 as return_count, {{ zero }} as returned_unit_count
  from {{ ref('period_sales') }}
  where period_type = 'year' and dimension in ('{{ goods_members() | join("', '") }}', 'all')
  {%- for dimension, member_key in dict(goods_members(), all="'all'").items() %}
  union all
  select '{{ dimension }}', {{ member_key }}, currency_code, 0, 0, {{ zero }}, {{ zero }}, {{ zero }}, {{ zero }}, {{ zero }}, return_count, returned_unit_count
  from {{ ref('product_returns') }}
  {%- endfor %}
),

demand as (
  select dimension, member_key, currency_code
    {%- for measure in measures %},
    sum({{ measure }}) as {{ measure }}
    {%- endfor %}
  from stacked
  group by dimension, member_key, currency_code
),

rated as (
  select
    demand.*,
    sum(case when dimension = 'all' then net_amount end) over (partition by currency_code) as all_net_amount,
    unit_count >= {{ rule('return_rate', 'minimum_units') }} and dimension <> 'all' and member_key not in ('unknown', 'unknown / unknown') as is_ranked,
    {{ wilson_bound('returned_unit_count', 'unit_count', 'lower') }} as return_rate_from,
    {{ wilson_bound('returned_unit_count', 'unit_count', 'upper') }} as return_rate_to
  from demand
)

select
  rated.dimension,
  rated.member_key,
  names.member_name,
  names.category_name,
  names.subcategory_name,
  rated.currency_code,
  cast(rated.order_count as bigint) as order_count,
  cast(rated.purchase_count as bigint) as purchase_count,
  cast(rated.unit_count as decimal(38,4)) as unit_count,
  {{ half_up_money('rated.gross_amount', 'rated.currency_code') }} as gross_amount,
  {{ half_up_money('rated.discount_amount', 'rated.currency_code') }} as discount_amount,
  {{ half_up_money('rated.return_amount', 'rated.currency_code') }} as return_amount,
  {{ half_up_money('rated.net_amount', 'rated.currency_code') }} as net_amount,
  {{ share('rated.net_amount', 'rated.all_net_amount') }} as net_share,
  cast(rated.return_count as bigint) as return_count,
  cast(rated.returned_unit_count as decimal(38,4)) as returned_unit_count,
  {{ ratio('rated.returned_unit_count', 'rated.unit_count') }} as return_rate,
  rated.return_rate_from,
  rated.return_rate_to,
  cast(case when rated.is_ranked then rank() over (
    partition by rated.dimension, rated.currency_code, rated.is_ranked order by rated.return_rate_from desc) end as integer) as return_rank
from rated
inner join {{ ref('goods_names') }} as names on names.dimension = rated.dimension and names.member_key = rated.member_key
