-- R6, R11, R21: nobody and nothing is lost between silver and marketing: contactable, unreachable and
-- unknown customers together are all of silver, in heads and in money, per currency (R1).
with reach as (
  select customers.customer_key, coalesce(points.is_contactable, false) as is_contactable
  from {{ ref('customers') }} as customers
  left join {{ source('science', 'contact_points') }} as points on points.customer_key = customers.customer_key
  where customers.is_known
),

lines as (
  select
    lines.customer_key, lines.store_id, lines.business_date, lines.currency_code, lines.net_amount,
    reach.customer_key is not null as is_known,
    coalesce(reach.is_contactable, false) as is_contactable
  from {{ ref('order_lines') }} as lines
  left join reach on reach.customer_key = lines.customer_key
  where lines.is_counted
),

-- Rounded at the grain of the mart, so that the sums can be equal to the cent.
store_months as (
  select currency_code, {{ half_up('sum(net_amount)') }} as amount
  from lines
  where is_contactable
  group by customer_key, coalesce(store_id, 'unknown'), {{ month_start('business_date') }}, currency_code
),

category_spend as (
  select customer_key, currency_code, sum(spend_amount) as spend_amount, count(*) as category_count
  from {{ ref('marketing_customer_categories') }}
  group by customer_key, currency_code
)

{{ audit_sums('sales to contactable customers equal silver', 'customer_data_mart',
  'select currency_code as scope, amount from store_months',
  'select currency_code as scope, total_sales as amount from ' ~ ref('customer_data_mart')) }}
union all
{{ audit_sums('known and unknown customers make all sales', 'customer_data_mart',
  'select currency_code as scope, net_amount as amount from lines',
  "select currency_code as scope, net_amount as amount from lines where not is_known union all "
  ~ "select spend.currency_code, spend.spend_amount from " ~ ref('customer_spend') ~ " as spend") }}
union all
{{ audit_sums('sales to unreachable customers equal silver', 'unreachable_customers',
  'select currency_code as scope, ' ~ half_up('sum(net_amount)') ~ ' as amount from (select lines.currency_code, lines.net_amount, customers.source_system, coalesce(points.unreachable_reason, \'missing\') as reason from lines '
  ~ 'inner join ' ~ ref('customers') ~ ' as customers on customers.customer_key = lines.customer_key left join ' ~ source('science', 'contact_points') ~ ' as points on points.customer_key = lines.customer_key '
  ~ 'where lines.is_known and not lines.is_contactable) as unreachable_lines group by source_system, reason, currency_code',
  'select currency_code as scope, spend_amount as amount from ' ~ ref('unreachable_customers')) }}
union all
{{ audit_sums('every known customer is a contact or counted as unreachable', 'marketing_contacts',
  "select 'customers' as scope, count(*) as amount from reach",
  "select 'customers' as scope, count(*) as amount from " ~ ref('marketing_contacts') ~ " union all select 'customers', sum(customer_count) from " ~ ref('unreachable_customers')) }}
union all
{{ audit_none('categories of a contact add up to its spend', 'half a cent per category', 'marketing_customer_categories',
  'select contacts.customer_key from ' ~ ref('marketing_contacts') ~ ' as contacts left join category_spend on category_spend.customer_key = contacts.customer_key and category_spend.currency_code = contacts.currency_code '
  ~ 'where abs(contacts.spend_amount - coalesce(category_spend.spend_amount, 0)) > 0.005 * (coalesce(category_spend.category_count, 0) + 1)') }}
union all
{{ audit_none('a contact can be contacted', 'neither e-mail nor phone', 'marketing_contacts',
  'select customer_key from ' ~ ref('marketing_contacts') ~ ' where email is null and phone_number is null') }}
