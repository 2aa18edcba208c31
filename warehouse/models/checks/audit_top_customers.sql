-- R6, R9: the top customers have the ranks that a count of all who spent more gives them.
with ranked as (
  select
    customer_key, currency_code, spend_amount,
    1 + count(*) over (partition by currency_code order by spend_amount desc range between unbounded preceding and current row)
      - count(*) over (partition by currency_code, spend_amount) as place
  from {{ ref('customer_spend') }}
),

best as (
  select currency_code, place
  from ranked
  where spend_amount > 0
    and place <= {{ rule('rankings', 'top_customers') }}
    and customer_key in (select customer_key from {{ ref('contactable_customers') }})
),

ordered as (
  select
    currency_code, spend_rank,
    lag(spend_rank) over (partition by currency_code order by lifetime_value_amount desc, spend_rank) as rank_before
  from {{ ref('top_customers') }}
)

{{ audit_sums('ranks of the top customers are those of all who spent more', 'top_customers',
  expected=side('best', 'place', scope='currency_code'),
  found=side(ref('top_customers'), 'spend_rank', scope='currency_code')) }}
union all
{% call audit_none('better customers have better ranks', 'customers', 'top_customers') %}
  select currency_code from ordered where spend_rank < rank_before
{% endcall %}
