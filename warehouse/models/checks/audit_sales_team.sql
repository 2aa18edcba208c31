-- R20, R6: the salespeople of a month sold what silver sold, no more and no less; every incentive is
-- what its own lines earn.
with sold as (
  select
    {{ month_start('business_date') }} as sales_month, currency_code, {{ half_up_money('sum(net_amount)', 'currency_code') }} as amount
  from {{ ref('sales_and_returns') }}
  group by
    source_system, coalesce(store_id, 'unknown'), coalesce(employee_id, 'unknown'),
    {{ month_start('business_date') }}, currency_code
),

explained as (
  select
    source_system, store_id, sales_person_id, sales_month, currency_code,
    {{ half_up_money('sum(net_amount)', 'currency_code') }} as total_sales,
    {{ half_up_money('sum(line_incentive)', 'currency_code') }} as incentive
  from {{ ref('sales_team_incentive_lines') }}
  group by source_system, store_id, sales_person_id, sales_month, currency_code
)

{{ audit_sums('sales of a month equal silver', 'sales_team_data_mart',
  expected=side('sold', 'amount', scope=['sales_month', 'currency_code']),
  found=side(ref('sales_team_data_mart'), 'total_sales - returns_apart_amount', scope=['sales_month', 'currency_code'])) }}
union all
{% call audit_none('every incentive is explained by its lines', 'salesperson and month', 'sales_team_incentive_lines') %}
  select sales_person_id
  from explained
  full join {{ ref('sales_team_data_mart') }} as mart
    using (source_system, store_id, sales_person_id, sales_month, currency_code)
  where (mart.incentive > 0 or explained.incentive is not null)
    and (
      coalesce(mart.total_sales, -1) <> coalesce(explained.total_sales, -2)
      or coalesce(mart.incentive, -1) <> coalesce(explained.incentive, -2)
    )
{% endcall %}
union all
{% call audit_none('nobody without a name or store is paid', 'unknown members', 'sales_team_data_mart') %}
  select sales_person_id
  from {{ ref('sales_team_data_mart') }}
  where incentive > 0 and (sales_person_id = 'unknown' or store_id = 'unknown')
{% endcall %}
