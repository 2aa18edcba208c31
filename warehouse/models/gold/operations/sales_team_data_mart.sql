-- R20: the best salesperson of a store and month gets a share of their own net sales, all who tie
-- for a rank get its rate; others get 0. R1: rounded half up to the cent, once, at the end.
with ranked as (
  select
    source_system, store_id, sales_person_id, full_name, sales_month, currency_code, net_amount, is_ranked,
    rank() over (
      partition by source_system, store_id, sales_month, currency_code, is_ranked order by net_amount desc
    ) as place
  from {{ ref('salesperson_months') }}
),

rated as (
  select
    source_system, store_id, sales_person_id, full_name, sales_month, currency_code, net_amount,
    case when is_ranked then place end as sales_rank,
    case
      when not is_ranked or net_amount < {{ rule_amount('incentive', 'minimum_sales') }} then cast(0 as decimal(10,6))
      {%- for rate in rule('incentive', 'rates') or [] %}
      when place = {{ loop.index }} then cast({{ rate }} as decimal(10,6))
      {%- endfor %}
      else cast(0 as decimal(10,6))
    end as incentive_rate
  from ranked
)

select
  source_system,
  store_id,
  sales_person_id,
  full_name,
  sales_month,
  currency_code,
  {{ half_up('net_amount') }} as total_sales,
  cast(sales_rank as integer) as sales_rank,
  {{ half_up('net_amount * incentive_rate') }} as incentive
from rated
