-- R14: how much each known customer does, beside all the others: five percent ranks, (customers with
-- strictly less) / (customers - 1), as in R9, so that equal values are equal whatever the row order. R1: spend is
-- compared within a currency. One customer alone is compared with nobody: 0.
{%- set measures = {
  'orders': 'order_count', 'spend': 'spend_amount', 'sessions': 'session_count',
  'page_views': 'page_view_count', 'minutes': 'visit_minutes',
} %}
with measured as (
  select
    purchases.customer_key,
    purchases.currency_code,
    purchases.order_count,
    purchases.spend_amount,
    coalesce(visits.session_count, 0) as session_count,
    coalesce(visits.page_view_count, 0) as page_view_count,
    coalesce(visits.visit_minutes, cast(0 as decimal(38,4))) as visit_minutes
  from {{ ref('customer_purchases') }} as purchases
  left join {{ ref('customer_visits') }} as visits on visits.customer_key = purchases.customer_key
),

ranked as (
  select
    customer_key
    {%- for name, column in measures.items() %}
    {%- set group = 'partition by currency_code' if name == 'spend' else '' %},
    rank() over ({{ group }} order by {{ column }}) - 1 as {{ name }}_behind,
    count(*) over ({{ group }}) - 1 as {{ name }}_others
    {%- endfor %}
  from measured
),

compared as (
  select
    customer_key
    {%- for name in measures %},
    coalesce({{ ratio(name ~ '_behind', name ~ '_others') }}, cast(0 as decimal(38,6))) as {{ name }}_percent_rank
    {%- endfor %}
  from ranked
)

select
  customer_key,
  {%- for name in measures %}
  {{ name }}_percent_rank,
  {%- endfor %}
  {{ half_up('20 * (' ~ measures.keys() | map('string') | join('_percent_rank + ') ~ '_percent_rank)', 2, 6) }} as engagement_score
from compared
