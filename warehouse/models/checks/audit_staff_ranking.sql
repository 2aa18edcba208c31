-- R20, R23: the ranking holds the sales of the team; in every store the shares add up and somebody is first.
{{ audit_sums('the ranking holds the sales of the team', 'staff_ranking',
  expected=side(ref('sales_team_data_mart'), 'total_sales - returns_apart_amount', scope=['sales_month', 'currency_code']),
  found=side(ref('staff_ranking'), 'total_sales', scope=['sales_month', 'currency_code'])) }}
union all
{% call audit_none('shares of a store add up', 'stores and months', 'staff_ranking') %}
  select store_id
  from {{ ref('staff_ranking') }}
  where store_share is not null
  group by source_system, store_id, sales_month, currency_code
  having abs(sum(store_share) - 1) > 0.000001 * count(*)
{% endcall %}
union all
{% call audit_none('somebody is first in every store', 'stores and months', 'staff_ranking') %}
  select store_id
  from {{ ref('staff_ranking') }}
  where store_rank is not null
  group by source_system, store_id, sales_month, currency_code
  having min(store_rank) <> 1
{% endcall %}
