-- R6: what a product, subcategory or category is called, and where it belongs; the unknown ones included.
with members as (
  {%- for dimension, member_key in goods_members().items() %}
  {{ 'union all' if not loop.first }}
  select
    '{{ dimension }}' as dimension,
    {{ member_key }} as member_key,
    {{ {'product': 'product_name', 'subcategory': 'subcategory_name', 'category': 'category_name'}[dimension] }} as member_name,
    category_name,
    {{ 'category_name' if dimension == 'category' else 'subcategory_name' }} as subcategory_name
  from {{ ref('products') }}
  {%- endfor %}
)

select
  dimension,
  member_key,
  min(member_name) as member_name,
  min(category_name) as category_name,
  min(subcategory_name) as subcategory_name
from members
group by dimension, member_key
union all
select 'all', 'all', 'all', 'all', 'all'
from (select 1 as one_row) as everything
