-- R6, R8: scores cover the customers who have a tier, with the same money; they are recounted another way
-- here; and movements between segments lose and repeat nobody.
with bought as (
  select customer_code, currency_code, lifetime_value_amount, days_since_purchase, segment
  from {{ ref('customer_analysis') }}
  where is_main_currency and purchase_status <> 'no purchase'
),

-- From the exact amounts: rounded ones tie more often.
measured as (
  select
    codes.person_code as customer_code, measures.currency_code,
    measures.recency_days, measures.order_count, measures.spend_amount
  from {{ ref('rfm_measures') }} as measures
  inner join {{ source('science', 'person_codes') }} as codes
    on codes.person_key = measures.customer_key and codes.person_kind = 'customer'
  where measures.snapshot = 'now'
),

-- Who is not better, less who is equal, is who is strictly worse.
recounted as (
  select
    customer_code,
    count(*) over (order by recency_days desc range between unbounded preceding and current row)
      - count(*) over (partition by recency_days) as recency_worse,
    count(*) over () as recency_customers,
    count(*) over (order by order_count range between unbounded preceding and current row)
      - count(*) over (partition by order_count) as frequency_worse,
    count(*) over () as frequency_customers,
    count(*) over (partition by currency_code order by spend_amount range between unbounded preceding and current row)
      - count(*) over (partition by currency_code, spend_amount) as monetary_worse,
    count(*) over (partition by currency_code) as monetary_customers
  from measured
)

{% call audit_none('scores and tiers cover the same customers with the same money', 'customers', 'rfm_scores') %}
  select scores.customer_code
  from bought
  full join {{ ref('rfm_scores') }} as scores on scores.customer_code = bought.customer_code
  where scores.customer_code is null or bought.customer_code is null
    or scores.currency_code <> bought.currency_code
    or scores.spend_amount <> bought.lifetime_value_amount
    or scores.recency_days <> bought.days_since_purchase
    or scores.segment <> bought.segment
{% endcall %}
{%- for measure in ['recency', 'frequency', 'monetary'] %}
union all
{% call audit_none('a ' ~ measure ~ ' score counts the customers who are strictly worse', 'customers', 'rfm_scores') %}
  select scores.customer_code
  from {{ ref('rfm_scores') }} as scores
  left join recounted on recounted.customer_code = scores.customer_code
  where recounted.customer_code is null
    or scores.{{ measure }}_score
      <> least(5, 1 + floor(5.0 * recounted.{{ measure }}_worse / recounted.{{ measure }}_customers))
{% endcall %}
{%- endfor %}
union all
{{ audit_sums('customers who moved to a segment are those who were scored', 'rfm_movements',
  expected=side(ref('rfm_scores'), scope='segment'),
  found=side(ref('rfm_movements'), 'customer_count', scope='to_segment')) }}
union all
{{ audit_sums('customers who moved from a segment are those who were scored', 'rfm_movements',
  expected=side(ref('rfm_scores'), scope="coalesce(previous_segment, 'not yet a customer')"),
  found=side(ref('rfm_movements'), 'customer_count', scope='from_segment')) }}
