-- R11, R21: a contact can be contacted, and its categories add up to its spend.
with categories as (
  select customer_key, currency_code, sum(spend_amount) as spend_amount, count(*) as category_count
  from {{ ref('marketing_customer_categories') }}
  group by customer_key, currency_code
)

{% call audit_none('categories of a contact add up to its spend', 'half of the smallest unit per category', 'marketing_customer_categories') %}
  select contacts.customer_key
  from {{ ref('marketing_contacts') }} as contacts
  left join categories
    on categories.customer_key = contacts.customer_key
    and categories.currency_code = contacts.currency_code
  where abs(contacts.spend_amount - coalesce(categories.spend_amount, 0)) > {{ half_unit('contacts.currency_code') }} * (coalesce(categories.category_count, 0) + 1)
{% endcall %}
union all
{% call audit_none('a contact can be contacted', 'neither e-mail nor phone', 'marketing_contacts') %}
  select customer_key
  from {{ ref('marketing_contacts') }}
  where email is null and phone_number is null
{% endcall %}
