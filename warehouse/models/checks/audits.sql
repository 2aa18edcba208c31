-- R6: every audit as rows, whatever it checks; one that fails keeps yesterday's tables in place.
{%- set audits = [
  'audit_reconciliation',
  'audit_sales_by_period',
  'audit_sales_performance',
  'audit_customers',
  'audit_cohorts',
  'audit_marketing',
  'audit_sales_team',
  'audit_stores',
  'audit_incentives',
  'audit_coupons',
  'audit_campaigns',
  'audit_star',
  'audit_service',
  'audit_product_demand',
  'audit_discounts',
  'audit_keys',
  'audit_not_null',
  'audit_known_ids',
] %}
{% for name in audits %}
{{ 'union all' if not loop.first }}
select audit, scope, expected, found, verdict, guards from {{ ref(name) }}
{%- endfor %}
