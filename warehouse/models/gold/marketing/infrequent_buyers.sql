-- R22: the contactable customers (R11) who stayed away for longer than their threshold, with what
-- the judgement rests on. R5: days count up to the as-of date. R9: tier.
select
  contacts.customer_key,
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  rhythms.last_purchase_date,
  rhythms.days_since_purchase,
  rhythms.order_count,
  rhythms.purchase_count,
  rhythms.gap_basis,
  rhythms.median_gap_days,
  rhythms.threshold_days,
  purchases.tier,
  favourites.category_name as favourite_category
from {{ ref('purchase_rhythms') }} as rhythms
inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = rhythms.customer_key
inner join {{ ref('customer_purchases') }} as purchases on purchases.customer_key = rhythms.customer_key
left join {{ ref('favourite_categories') }} as favourites on favourites.customer_key = rhythms.customer_key
where rhythms.is_infrequent
