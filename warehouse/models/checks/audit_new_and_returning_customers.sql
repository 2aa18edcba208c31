-- R4, R6: new, returning and unknown customers together are what sales_by_period says.
{{ audit_sums('net and customers of all periods agree with sales_by_period', 'new_and_returning_customers',
  expected=side(ref('sales_by_period'), 'net_amount + customer_count', scope=['period_type', 'currency_code'], where="dimension = 'all'"),
  found=side(ref('new_and_returning_customers'), 'net_amount + customer_count', scope=['period_type', 'currency_code'])) }}
union all
{% call audit_none('new, returning and unknown customers are all there are', 'periods', 'new_and_returning_customers') %}
  select period_label
  from {{ ref('new_and_returning_customers') }}
  where new_customer_count + returning_customer_count <> customer_count
    or returning_customer_count < 0
    or abs(new_net_amount + returning_net_amount + anonymous_net_amount - net_amount) > 0.02
{% endcall %}
