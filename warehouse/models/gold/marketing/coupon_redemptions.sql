-- R22: every coupon that was handed in, with whose it was and whether it counts as redeemed. R6: a code
-- that is nobody's is kept and told apart; nothing that was handed in is left out.
with handed_in as (
  select
    lines.source_system, lines.order_id, lines.named_order_key as order_key, lines.coupon_code, lines.currency_code,
    max(case when lines.return_id is null then coalesce(buyers.customer_key, 'unknown') end) as customer_key,
    min(lines.business_date) as redeemed_date,
    sum(lines.discount_amount) as discount_amount,
    sum(lines.net_amount) as net_amount
  from {{ ref('sales_and_returns') }} as lines
  left join {{ ref('customers') }} as buyers on buyers.customer_key = lines.customer_key and buyers.is_known
  where lines.coupon_code is not null
  group by lines.source_system, lines.order_id, lines.named_order_key, lines.coupon_code, lines.currency_code
),

judged as (
  select
    handed_in.source_system, handed_in.order_id, handed_in.order_key, handed_in.coupon_code, handed_in.currency_code,
    handed_in.customer_key, handed_in.redeemed_date, handed_in.discount_amount, handed_in.net_amount,
    codes.campaign_id,
    codes.customer_key as offered_customer_key,
    case
      when codes.campaign_id is null then 'unknown code'
      when members.customer_key is null or members.offer_group = 'control' then 'not offered'
      when handed_in.redeemed_date < campaigns.issued_date or handed_in.redeemed_date > campaigns.valid_to_date then 'not valid then'
      when handed_in.customer_key <> 'unknown' and handed_in.customer_key <> codes.customer_key then 'another customer'
      else 'redeemed'
    end as verdict
  from handed_in
  left join {{ source('science', 'redeemed_codes') }} as codes on codes.coupon_code = handed_in.coupon_code
  left join {{ ref('campaigns') }} as campaigns on campaigns.campaign_id = codes.campaign_id
  left join {{ ref('campaign_members') }} as members
    on members.campaign_id = codes.campaign_id and members.customer_key = codes.customer_key
),

numbered as (
  select
    source_system, order_id, order_key, coupon_code, currency_code, customer_key, redeemed_date, discount_amount, net_amount,
    campaign_id, offered_customer_key, verdict,
    row_number() over (
      partition by campaign_id, offered_customer_key, verdict
      order by redeemed_date, order_key, coupon_code, currency_code) as use_number
  from judged
)

select
  source_system,
  order_id,
  coupon_code,
  currency_code,
  redeemed_date,
  customer_key,
  campaign_id,
  offered_customer_key,
  case when verdict = 'redeemed' and use_number > 1 then 'used again' else verdict end as redemption_status,
  {{ half_up_money('discount_amount', 'currency_code') }} as discount_amount,
  {{ half_up_money('net_amount', 'currency_code') }} as net_amount
from numbered
