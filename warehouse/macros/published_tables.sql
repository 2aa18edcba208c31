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
  'data_freshness',
]) }}{% endmacro %}
