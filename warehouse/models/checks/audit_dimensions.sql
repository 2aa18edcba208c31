-- R6: no join with a dimension loses or doubles a row: every key of a fact is in its dimension, and there
-- once (audit_keys); and one version of each member is the current one.
{%- set keys = {
  'dim_date': 'date_day', 'dim_customer': 'customer_version_code', 'dim_product': 'product_version_key',
  'dim_store': 'store_key', 'dim_salesperson': 'salesperson_code', 'dim_territory': 'territory_key',
  'dim_promotion': 'promotion_key',
} %}
{%- set facts = {
  'fact_sales': keys.keys() | list,
  'fact_returns': keys.keys() | list,
  'fact_tickets': ['dim_date', 'dim_customer', 'dim_territory'],
  'fact_web_sessions': ['dim_date', 'dim_customer', 'dim_territory'],
} %}
{% for fact, dimensions in facts.items() %}
{%- for dimension in dimensions %}
{%- set key = keys[dimension] %}
{%- set strangers = 'select facts.* from ' ~ ref(fact) ~ ' as facts left join ' ~ ref(dimension) ~ ' as members on members.'
    ~ key ~ ' = facts.' ~ key ~ ' where members.' ~ key ~ ' is null' %}
{% call audit_none('every key is in its dimension', dimension, fact, 'offending.example') %}
  {{ named_rows(fact, strangers) }}
{% endcall %}
union all
{%- endfor %}
{%- endfor %}
{% call audit_none('one version is current', 'customer_code', 'dim_customer') %}
  select customer_code
  from {{ ref('dim_customer') }}
  group by customer_code
  having sum(case when is_current then 1 else 0 end) <> 1
{% endcall %}
union all
{% call audit_none('one version is current', 'product_key', 'dim_product', words_of(['product_key'], 'offending')) %}
  select product_key
  from {{ ref('dim_product') }}
  group by product_key
  having sum(case when is_current then 1 else 0 end) <> 1
{% endcall %}
