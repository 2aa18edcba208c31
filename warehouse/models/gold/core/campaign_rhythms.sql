-- R22: who had stayed away for longer than their threshold when a campaign was issued; by the rules of
-- purchase_gaps and purchase_rhythms.
with purchase_days as (
  select distinct campaign_id, customer_key, business_date
  from {{ ref('campaign_lines') }}
  where is_before and not is_return
),

in_order as (
  select
    campaign_id, customer_key, business_date,
    lag(business_date) over (partition by campaign_id, customer_key order by business_date) as previous_date
  from purchase_days
),

gaps as (
  select campaign_id, customer_key, business_date, {{ days_between('previous_date', 'business_date') }} as gap_days
  from in_order
),

customers as (
  select
    gaps.campaign_id, gaps.customer_key, max(gaps.business_date) as last_purchase_date,
    cast(median(gaps.gap_days) as decimal(18,1)) as own_median_gap
  from gaps
  group by gaps.campaign_id, gaps.customer_key
),

everyone as (
  select campaign_id, cast(median(gap_days) as decimal(18,1)) as median_gap from gaps group by campaign_id
),

based as (
  select
    customers.campaign_id,
    customers.customer_key,
    {{ days_between('customers.last_purchase_date', 'campaigns.issued_date') }} as days_since_purchase,
    case when bought.order_count >= {{ rule('infrequent', 'minimum_orders') }} and customers.own_median_gap is not null
      then customers.own_median_gap else coalesce(everyone.median_gap, cast(0 as decimal(18,1))) end as median_gap_days
  from customers
  inner join {{ ref('campaigns') }} as campaigns on campaigns.campaign_id = customers.campaign_id
  inner join {{ ref('campaign_customers') }} as bought
    on bought.campaign_id = customers.campaign_id and bought.customer_key = customers.customer_key
  inner join everyone on everyone.campaign_id = customers.campaign_id
)

select
  campaign_id,
  customer_key,
  days_since_purchase,
  days_since_purchase > greatest(
    cast({{ rule('infrequent', 'minimum_days') }} as decimal(18,2)),
    {{ half_up(rule_number('infrequent', 'gap_factor') ~ ' * median_gap_days', 2, 7) }}) as is_infrequent
from based
