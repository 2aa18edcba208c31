-- R22: the contactable (R11) infrequent buyers who may get a coupon, with its expected cost: the
-- discount rate of their tier × their average order value in their favourite category, to the cent.
-- (Rates have 4 decimals: times 10,000 they are whole, and the quotient stays exact.)
-- R1: the budget is money of the shop, so buyers in another currency are not candidates.
with priced as (
  select
    codes.campaign_id,
    buyers.customer_key,
    purchases.tier,
    favourites.category_name,
    favourites.currency_code,
    favourites.order_count,
    favourites.spend_amount,
    codes.coupon_code,
    codes.is_control,
    codes.draw_order,
    case purchases.tier
      when 'gold' then {{ rule_number('coupons', 'gold') }}
      when 'silver' then {{ rule_number('coupons', 'silver') }}
      else {{ rule_number('coupons', 'bronze') }}
    end as discount_rate
  from {{ ref('purchase_rhythms') }} as buyers
  inner join {{ ref('contactable_customers') }} as contacts on contacts.customer_key = buyers.customer_key
  inner join {{ ref('customer_purchases') }} as purchases on purchases.customer_key = buyers.customer_key
  inner join {{ ref('favourite_categories') }} as favourites on favourites.customer_key = buyers.customer_key
  inner join {{ source('science', 'coupon_codes') }} as codes on codes.customer_key = buyers.customer_key
  where buyers.is_infrequent and favourites.currency_code = '{{ var("shop")["currency"] }}'
)

select
  campaign_id,
  customer_key,
  tier,
  category_name,
  currency_code,
  coupon_code,
  is_control,
  draw_order,
  discount_rate,
  case when is_control then cast(0 as decimal(38,3))
    else {{ money_ratio('cast(discount_rate * 10000 * cast(spend_amount as decimal(22,4)) as decimal(38,4))', 'order_count * 10000', shop_currency()) }} end as expected_cost_amount
from priced
