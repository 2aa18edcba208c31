-- R22, R5: the campaigns of which a code came back, with the days that they are measured on: after the
-- day of the issue, whose sales decided who is eligible, up to the last day of the coupon or as-of.
select
  campaigns.campaign_id,
  campaigns.issued_date,
  {{ add_days('campaigns.issued_date', rule('coupons', 'valid_days') - 1) }} as valid_to_date,
  {{ add_days('campaigns.issued_date', rule('coupons', 'valid_days') - 1) }} <= as_of.as_of_date as is_complete
from {{ source('science', 'campaign_issues') }} as campaigns
cross join {{ ref('as_of') }} as as_of
