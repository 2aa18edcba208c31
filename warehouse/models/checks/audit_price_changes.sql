-- R3, R6: a change is to another price, and the units around it are those that sales_by_period has of its days.
{%- set window_days = rule('price_changes', 'window_days') %}
with sold as (
  select period_start_date as sold_date, member_key as product_key, currency_code, unit_count
  from {{ ref('sales_by_period') }}
  where period_type = 'day' and dimension = 'product'
)

{% call audit_none('units around a change are those that were sold', 'changes', 'price_changes') %}
  select changes.product_key
  from {{ ref('price_changes') }} as changes
  inner join sold
    on sold.product_key = changes.product_key
    and sold.currency_code = changes.currency_code
    and sold.sold_date >= {{ add_days('changes.change_date', -window_days) }}
    and sold.sold_date < {{ add_days('changes.change_date', window_days) }}
  group by changes.product_key, changes.currency_code, changes.change_date, changes.units_before, changes.units_after
  having sum(sold.unit_count) <> changes.units_before + changes.units_after
{% endcall %}
union all
{% call audit_none('a change is to another price, later than the old one', 'changes', 'price_changes') %}
  select product_key
  from {{ ref('price_changes') }}
  where old_price = new_price
    or last_old_price_date >= change_date
    or days_before < 1
    or days_after < 1
{% endcall %}
