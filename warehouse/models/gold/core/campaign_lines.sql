-- R22: what known customers had bought when a campaign was issued, and what they bought while it held:
-- nothing is kept of a campaign, its offers are worked out again from these lines. Empty without one.
{{ config(materialized="view") }}
select
  campaigns.campaign_id,
  lines.business_date <= campaigns.issued_date as is_before,
  lines.customer_key,
  lines.order_key,
  lines.category_name,
  lines.currency_code,
  lines.business_date,
  lines.net_amount,
  lines.is_return
from {{ ref('counted_lines') }} as lines
inner join {{ ref('campaigns') }} as campaigns on lines.business_date <= campaigns.valid_to_date
where lines.customer_key <> 'unknown'
