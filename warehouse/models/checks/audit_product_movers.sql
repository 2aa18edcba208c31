-- R3, R6: what moved is what sales_by_period says of the month, and nothing that was sold in it is missing.
with sold as (
  select
    period_start_date as month_start_date, dimension, member_key, currency_code,
    net_amount, previous_net_amount, unit_count
  from {{ ref('sales_by_period') }}
  where period_type = 'month' and dimension in ('product', 'category')
),

moved as (
  select * from {{ ref('product_movers') }} where dimension in ('product', 'category')
),

last_month as (
  select max(period_start_date) as month_start_date
  from {{ ref('periods') }}
  where period_type = 'month' and is_complete and previous_start_date is not null
)

{% call audit_none('what moved is what sales_by_period says', 'members and months', 'product_movers') %}
  select member_key
  from moved
  left join sold using (month_start_date, dimension, member_key, currency_code)
  where moved.net_amount <> coalesce(sold.net_amount, 0)
    or moved.unit_count <> coalesce(sold.unit_count, 0)
    or (sold.net_amount is not null and moved.previous_net_amount <> sold.previous_net_amount)
{% endcall %}
union all
{% call audit_none('nothing that was sold in the month is missing', 'members', 'product_movers') %}
  select sold.member_key
  from sold
  inner join last_month on last_month.month_start_date = sold.month_start_date
  left join moved
    on moved.dimension = sold.dimension
    and moved.member_key = sold.member_key
    and moved.currency_code = sold.currency_code
  where moved.member_key is null
{% endcall %}
