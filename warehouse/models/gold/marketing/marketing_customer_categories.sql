-- R13: what each contactable customer buys, per category, beside how to reach them (R11).
with categories as (
  select
    customer_key, category_name, currency_code, order_count, purchase_count, unit_count, spend_amount,
    first_purchase_date, last_purchase_date
  from {{ ref('customer_category_spend') }}
),

spend as (
  select customer_key, currency_code, spend_amount from {{ ref('customer_spend') }}
),

clusters as (
  select customer_key, cluster_number, cluster_label from {{ source('science', 'customer_clusters') }}
)

select
  contacts.customer_key,
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  contacts.email,
  contacts.phone_number,
  contacts.time_zone,
  categories.category_name,
  categories.currency_code,
  categories.order_count,
  categories.purchase_count,
  categories.unit_count,
  {{ half_up_money('categories.spend_amount', 'categories.currency_code') }} as spend_amount,
  {{ share('categories.spend_amount', 'spend.spend_amount') }} as spend_share,
  categories.first_purchase_date,
  categories.last_purchase_date,
  cast(clusters.cluster_number as integer) as cluster_number,
  clusters.cluster_label
from {{ ref('contactable_customers') }} as contacts
inner join categories on categories.customer_key = contacts.customer_key
inner join spend on spend.customer_key = categories.customer_key and spend.currency_code = categories.currency_code
left join clusters on clusters.customer_key = contacts.customer_key
