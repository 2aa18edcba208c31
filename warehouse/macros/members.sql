{# The members whose sales are told per period: for each dimension, the key of its members as an expression
   over the columns of `counted_lines` (goods) or `order_sales` (places). R6: each has its unknown one. #}
{% macro goods_members() %}{{ return({
  'product': 'product_key',
  'subcategory': "concat(category_name, ' / ', subcategory_name)",
  'category': 'category_name',
}) }}{% endmacro %}


{% macro place_members() %}{{ return({
  'all': "'all'",
  'region': 'region_name',
  'country': 'country_code',
  'state': "case when state_code = 'unknown' then 'unknown' else concat(country_code, '/', state_code) end",
  'territory': 'territory_name',
  'channel': 'channel',
  'store': 'store_key',
}) }}{% endmacro %}
