-- R9, R11: the customers who are worth most so far, per currency, as far as marketing may reach them. The
-- rank is that among all customers, so a rank that is missing belongs to one who cannot be contacted.
select
  worth.currency_code,
  worth.spend_rank,
  contacts.customer_key,
  contacts.source_system,
  contacts.customer_id,
  contacts.full_name,
  contacts.email,
  contacts.phone_number,
  contacts.country_code,
  contacts.state_code,
  worth.tier,
  worth.purchase_status,
  worth.order_count,
  worth.purchase_count,
  {{ half_up_money('worth.spend_amount', 'worth.currency_code') }} as lifetime_value_amount,
  {{ money_ratio('worth.spend_amount', 'worth.order_count', 'worth.currency_code') }} as average_order_amount,
  worth.first_purchase_date,
  worth.last_purchase_date
from {{ ref('customer_values') }} as worth
inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = worth.customer_key
where worth.spend_rank <= {{ rule('rankings', 'top_customers') }} and worth.spend_amount > 0
