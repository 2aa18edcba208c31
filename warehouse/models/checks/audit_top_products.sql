-- R3, R6: nothing better is missing among the best, and their ranks are counted from the best.
with best as (
  select period_type, period_start_date, currency_code, product_key as member_key, net_amount, sales_rank
  from {{ ref('top_products') }}
),

last_of_the_best as (
  select period_type, period_start_date, currency_code, min(net_amount) as net_amount
  from best
  group by period_type, period_start_date, currency_code
),

sold as (
  select period_type, period_start_date, currency_code, member_key, net_amount
  from {{ ref('sales_by_period') }}
  where dimension = 'product' and member_key <> 'unknown'
),

ranked as (
  select
    period_type, period_start_date, currency_code, member_key,
    1 + count(*) over (
      partition by period_type, period_start_date, currency_code order by net_amount desc
      range between unbounded preceding and current row)
      - count(*) over (partition by period_type, period_start_date, currency_code, net_amount) as place
  from {{ ref('period_sales') }}
  where dimension = 'product' and member_key <> 'unknown' and net_amount > 0
)

{% call audit_none('nothing better is missing among the best', 'products', 'top_products') %}
  select sold.member_key
  from sold
  inner join last_of_the_best
    on last_of_the_best.period_type = sold.period_type
    and last_of_the_best.period_start_date = sold.period_start_date
    and last_of_the_best.currency_code = sold.currency_code
    and last_of_the_best.net_amount < sold.net_amount
  left join best
    on best.period_type = sold.period_type
    and best.period_start_date = sold.period_start_date
    and best.currency_code = sold.currency_code
    and best.member_key = sold.member_key
  where best.member_key is null
{% endcall %}
union all
{% call audit_none('ranks are counted from the best', 'products', 'top_products') %}
  select member_key
  from best
  inner join ranked using (period_type, period_start_date, currency_code, member_key)
  where best.sales_rank <> ranked.place
{% endcall %}
