-- R6: stock and receipts are those of silver: no place that counted and no unit that came is left out.
{%- set units = {
  'ordered_unit_count': 'ordered_quantity',
  'received_unit_count': 'received_quantity',
  'rejected_unit_count': 'rejected_quantity',
} %}
with places as (
  select distinct source_system, store_id, product_id from {{ ref('inventory') }} where quantity is not null
),

counted_places as (
  select count(*) as place_count from places
),

covered_places as (
  select coalesce(sum(stock_place_count), 0) as place_count from {{ ref('product_stock_cover') }}
),

receipts as (
  select
    {%- for column, silver in units.items() %}
    coalesce(sum(receipts.{{ silver }}), 0) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('purchase_receipts') }} as receipts
  cross join {{ ref('as_of') }} as as_of
  where coalesce(receipts.received_date <= as_of.as_of_date, true)
),

told as (
  select
    {%- for column in units %}
    coalesce(sum({{ column }}), 0) as {{ column }}{{ ',' if not loop.last }}
    {%- endfor %}
  from {{ ref('vendor_rejections') }}
)

{{ audit_sums('places that counted their stock are all there', 'product_stock_cover',
  expected=side('counted_places', 'place_count', scope="'places'"),
  found=side('covered_places', 'place_count', scope="'places'")) }}
{%- for column in units %}
union all
{{ audit_sums(column ~ ' equals silver', 'vendor_rejections',
  expected=side('receipts', column, scope="'units'"),
  found=side('told', column, scope="'units'")) }}
{%- endfor %}
