-- R6, R8, R9: what customers spent is what silver says of them; RFM and tiers cover the same customers with
-- the same money; scores are recounted another way; movements and regions lose and repeat nobody.
{%- set measures = {'recency': 'recency_days desc', 'frequency': 'order_count', 'monetary': 'spend_amount'} %}
with known_lines as (
  select customers.customer_key, lines.currency_code, lines.order_key, lines.net_amount
  from {{ ref('order_lines') }} as lines
  inner join {{ ref('customers') }} as customers on customers.customer_key = lines.customer_key and customers.is_known
  where lines.is_counted
),

silver_orders as (
  select currency_code, count(distinct concat(customer_key, ' ', order_key)) as amount from known_lines group by currency_code
),

analysed as (
  select * from {{ ref('customer_analysis') }} where is_main_currency
),

codes as (
  select person_key, person_code from {{ source('science', 'person_codes') }} where person_kind = 'customer'
),

-- From the exact amounts: rounded ones tie more often.
recounted as (
  select
    codes.person_code as customer_code
    {%- for measure, order in measures.items() %}
    {%- set among = 'partition by currency_code ' if measure == 'monetary' else '' %},
    count(*) over ({{ among }}order by {{ order }} range between unbounded preceding and current row)
      - count(*) over (partition by {{ 'currency_code, ' if measure == 'monetary' else '' }}{{ order | replace(' desc', '') }}) as {{ measure }}_worse,
    count(*) over ({{ among }}) as {{ measure }}_customers
    {%- endfor %}
  from {{ ref('rfm_measures') }} as measures
  inner join codes on codes.person_key = measures.customer_key
  where measures.snapshot = 'now'
)

{{ audit_sums('spend of the customers equals silver', 'customer_analysis',
  "select currency_code as scope, net_amount as amount from known_lines",
  "select currency_code as scope, spend_amount as amount from " ~ ref('customer_values')) }}
union all
{{ audit_sums('orders of the customers equal silver', 'customer_analysis',
  "select currency_code as scope, amount from silver_orders",
  "select currency_code as scope, order_count as amount from " ~ ref('customer_analysis')) }}
union all
{{ audit_none('published lifetime values are the exact ones, rounded once', 'currencies', 'customer_analysis',
  "select exact.currency_code from (select currency_code, sum(spend_amount) as amount, count(*) as customers from " ~ ref('customer_values') ~ " group by currency_code) as exact"
  ~ " full join (select currency_code, sum(lifetime_value_amount) as amount, count(*) as customers from " ~ ref('customer_analysis') ~ " group by currency_code) as published"
  ~ " on published.currency_code = exact.currency_code where published.customers is null or exact.customers is null or published.customers <> exact.customers"
  ~ " or abs(published.amount - exact.amount) > 0.005 * exact.customers") }}
union all
{{ audit_none('the tier of a customer is that of the star', 'customers', 'customer_analysis',
  "select analysed.customer_code from analysed full join (select customer_code, tier from " ~ ref('dim_customer') ~ " where is_current and is_known and tier <> 'none') as star"
  ~ " on star.customer_code = analysed.customer_code where star.tier is null or analysed.tier is null or star.tier <> analysed.tier") }}
union all
{{ audit_none('scores and tiers cover the same customers with the same money', 'customers', 'rfm_scores',
  "select scores.customer_code from (select * from analysed where purchase_status <> 'no purchase') as worth full join " ~ ref('rfm_scores') ~ " as scores on scores.customer_code = worth.customer_code"
  ~ " where scores.customer_code is null or worth.customer_code is null or scores.currency_code <> worth.currency_code or scores.spend_amount <> worth.lifetime_value_amount"
  ~ " or scores.recency_days <> worth.days_since_purchase or scores.segment <> worth.segment") }}
{%- for measure in measures %}
union all
{{ audit_none('a ' ~ measure ~ ' score counts the customers who are strictly worse', 'customers', 'rfm_scores',
  "select scores.customer_code from " ~ ref('rfm_scores') ~ " as scores left join recounted on recounted.customer_code = scores.customer_code where recounted.customer_code is null"
  ~ " or scores." ~ measure ~ "_score <> least(5, 1 + floor(5.0 * recounted." ~ measure ~ "_worse / recounted." ~ measure ~ "_customers))") }}
{%- endfor %}
{%- for end, segment in {'to': 'segment', 'from': "coalesce(previous_segment, 'not yet a customer')"}.items() %}
union all
{{ audit_sums('customers who moved ' ~ end ~ ' a segment are those who were scored', 'rfm_movements',
  "select " ~ segment ~ " as scope, 1 as amount from " ~ ref('rfm_scores'),
  "select " ~ end ~ "_segment as scope, customer_count as amount from " ~ ref('rfm_movements')) }}
{%- endfor %}
union all
{{ audit_sums('customers of all regions are those of silver', 'customer_regions',
  "select 'customers' as scope, 1 as amount from " ~ ref('customers') ~ " where is_known",
  "select 'customers' as scope, customer_count as amount from " ~ ref('customer_regions')) }}
union all
{{ audit_sums('orders and tiers of all regions are those of the customers', 'customer_regions',
  "select concat(currency_code, ' orders') as scope, order_count as amount from " ~ ref('customer_analysis') ~ " union all select concat(currency_code, ' ', tier), 1 from analysed",
  "select concat(currency_code, ' orders') as scope, order_count as amount from " ~ ref('customer_regions') ~ " where order_count > 0"
  ~ " union all select concat(currency_code, ' gold'), gold_customer_count from " ~ ref('customer_regions') ~ " where gold_customer_count > 0"
  ~ " union all select concat(currency_code, ' silver'), silver_customer_count from " ~ ref('customer_regions') ~ " where silver_customer_count > 0"
  ~ " union all select concat(currency_code, ' bronze'), bronze_customer_count from " ~ ref('customer_regions') ~ " where bronze_customer_count > 0") }}
union all
{{ audit_none('spend of all regions is that of the customers', 'half a cent per region', 'customer_regions',
  "select worth.currency_code from (select currency_code, sum(spend_amount) as amount from " ~ ref('customer_values') ~ " group by currency_code) as worth left join"
  ~ " (select currency_code, sum(net_amount) as amount, count(*) as regions from " ~ ref('customer_regions') ~ " group by currency_code) as places on places.currency_code = worth.currency_code"
  ~ " where places.amount is null or abs(places.amount - worth.amount) > 0.005 * places.regions") }}
union all
{{ audit_sums('ranks of the top customers are those of all who spent more', 'top_customers',
  "select currency_code as scope, place as amount from (select worth.customer_key, worth.currency_code, worth.spend_amount,"
  ~ " 1 + count(*) over (partition by worth.currency_code order by worth.spend_amount desc range between unbounded preceding and current row)"
  ~ " - count(*) over (partition by worth.currency_code, worth.spend_amount) as place from " ~ ref('customer_spend') ~ " as worth) as ranked"
  ~ " where spend_amount > 0 and place <= " ~ rule('rankings', 'top_customers') ~ " and customer_key in (select customer_key from " ~ ref('contactable_customers') ~ ")",
  "select currency_code as scope, spend_rank as amount from " ~ ref('top_customers')) }}
union all
{{ audit_none('better customers have better ranks', 'customers', 'top_customers',
  "select currency_code from (select currency_code, spend_rank, lag(spend_rank) over (partition by currency_code order by lifetime_value_amount desc, spend_rank) as rank_before from "
  ~ ref('top_customers') ~ ") as ordered where spend_rank < rank_before") }}
