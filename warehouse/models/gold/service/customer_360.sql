-- R14: all that is known of a customer, as one row. Every source has one row per customer before it is
-- joined: orders, tickets and visits multiply nothing. R6: whoever the customer list names, with or without orders.
with returned as (
  select customer_key, count(*) as return_count, max(returned_date) as last_return_date
  from {{ ref('returned_goods') }}
  where customer_key <> 'unknown'
  group by customer_key
)

select
  customers.customer_key,
  customers.source_system,
  customers.customer_id,
  customers.customer_type,
  customers.full_name,
  contacts.email,
  contacts.phone as phone_number,
  coalesce(contacts.is_email_opt_out, false) as is_email_opt_out,
  coalesce(contacts.is_phone_opt_out, false) as is_phone_opt_out,
  customers.street_address,
  customers.city,
  customers.state_code,
  customers.postal_code,
  customers.country_code,
  customers.joined_date,
  purchases.tier,
  clusters.cluster_label,
  purchases.order_count,
  purchases.purchase_count,
  {{ half_up_money('purchases.spend_amount', 'purchases.currency_code') }} as spend_amount,
  purchases.currency_code,
  purchases.first_purchase_date,
  purchases.last_purchase_date,
  {{ days_between('purchases.last_purchase_date', 'as_of.as_of_date') }} as days_since_purchase,
  cast(coalesce(returned.return_count, 0) as bigint) as return_count,
  returned.last_return_date,
  {%- for column in ['ticket_count', 'open_ticket_count', 'resolved_ticket_count', 'reopened_ticket_count'] %}
  coalesce(tickets.{{ column }}, 0) as {{ column }},
  {%- endfor %}
  tickets.median_hours_to_resolve,
  tickets.mean_satisfaction_score,
  tickets.leading_issue_type,
  tickets.last_ticket_date,
  coalesce(visits.session_count, 0) as session_count,
  coalesce(visits.page_view_count, 0) as page_view_count,
  coalesce(visits.visit_minutes, cast(0 as decimal(38,4))) as visit_minutes,
  visits.leading_device,
  visits.last_visit_date,
  engagement.orders_percent_rank,
  engagement.spend_percent_rank,
  engagement.sessions_percent_rank,
  engagement.page_views_percent_rank,
  engagement.minutes_percent_rank,
  engagement.engagement_score,
  cast(null as {{ type_name('varchar') }}) as next_best_offer
from {{ ref('customers') }} as customers
cross join {{ ref('as_of') }} as as_of
inner join {{ ref('customer_purchases') }} as purchases on purchases.customer_key = customers.customer_key
inner join {{ ref('customer_engagement') }} as engagement on engagement.customer_key = customers.customer_key
left join {{ ref('contacts') }} as contacts on contacts.customer_key = customers.customer_key
left join {{ source('science', 'customer_clusters') }} as clusters on clusters.customer_key = customers.customer_key
left join returned on returned.customer_key = customers.customer_key
left join {{ ref('customer_tickets') }} as tickets on tickets.customer_key = customers.customer_key
left join {{ ref('customer_visits') }} as visits on visits.customer_key = customers.customer_key
where customers.is_known
