{# One audit from two sides: rows of (scope, expected, found), each side giving its own and 0 or NULL
   for the other, are added up per scope; they must be equal. A scope that only one side knows fails
   too. The sides are queries with the columns scope and amount. #}
{% macro audit_sums(audit, guards, expected, found) %}
select
  '{{ audit }}' as audit,
  scope,
  cast(sum(expected) as {{ type_name('varchar') }}) as expected,
  cast(sum(found) as {{ type_name('varchar') }}) as found,
  case when sum(expected) = sum(found) then 'pass' else 'fail' end as verdict,
  '{{ guards }}' as guards
from (
  select scope, cast(amount as decimal(38,4)) as expected, cast(0 as decimal(38,4)) as found from ({{ expected }}) as expected_side
  union all
  select scope, cast(0 as decimal(38,4)), cast(amount as decimal(38,4)) from ({{ found }}) as found_side
) as sides
group by scope
{% endmacro %}


{# One audit that counts what must not be: `rows` is a query of the offending rows. #}
{% macro audit_none(audit, scope, guards, rows) %}
select
  '{{ audit }}' as audit,
  '{{ scope }}' as scope,
  '0' as expected,
  cast(count(*) as {{ type_name('varchar') }}) as found,
  case when count(*) = 0 then 'pass' else 'fail' end as verdict,
  '{{ guards }}' as guards
from ({{ rows }}) as offending
{% endmacro %}


{# What the YAML beside a model promises: the columns of its key, and those that are never NULL. #}
{% macro promised(table_name, promise) -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set names = [] -%}
  {%- for column in graph.nodes['model.' ~ project_name ~ '.' ~ table_name].columns.values() -%}
    {%- set meta = column.config.meta if column.config is defined and column.config.meta else column.meta -%}
    {%- if meta.get(promise) -%}{%- do names.append(column.name) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}


{# The tables that leave the warehouse. #}
{% macro published_tables() %}{{ return([
  'sales_by_period', 'sales_performance', 'top_products',
  'product_demand', 'product_movers', 'price_changes', 'product_stock_cover', 'vendor_rejections',
  'dim_date', 'dim_customer', 'dim_product', 'dim_store', 'dim_salesperson', 'dim_territory', 'dim_promotion',
  'fact_sales', 'fact_returns', 'fact_tickets', 'fact_web_sessions',
  'marketing_contacts', 'marketing_customer_categories', 'unreachable_customers', 'customer_data_mart',
  'infrequent_buyers', 'coupon_offers',
  'coupon_redemptions', 'campaign_results',
  'sales_team_data_mart', 'sales_team_incentive_lines',
  'store_performance', 'store_tier_mix',
  'discount_impact', 'discount_depth', 'promotion_share',
  'staff_ranking', 'incentive_history', 'incentive_clawbacks', 'incentive_payouts',
  'customer_analysis', 'rfm_scores', 'rfm_movements', 'customer_regions', 'top_customers',
  'customer_cohorts', 'cohort_retention', 'cohort_values',
  'new_and_returning_customers', 'purchase_gap_statistics',
  'customer_360', 'support_patterns', 'customer_timeline',
]) }}{% endmacro %}
