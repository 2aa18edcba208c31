-- R23, R4: each store per period, beside the period before and the same period a year before, with its
-- rank. R3: net is gross less discount less returns. R6: sales without a store stay, unranked.
with stores as (
  select
    period_type, period_start_date, source_system, store_id, currency_code,
    sum(order_count) as order_count, sum(purchase_count) as purchase_count, sum(customer_count) as customer_count, sum(new_customer_count) as new_customer_count,
    {{ sums_of_measures() }}
  from {{ ref('store_periods') }}
  group by period_type, period_start_date, source_system, store_id, currency_code
),

compared as (
  select
    stores.period_type, stores.period_start_date, stores.source_system, stores.store_id, stores.currency_code,
    stores.order_count, stores.purchase_count, stores.customer_count, stores.new_customer_count,
    {%- for measure in measures() %} stores.{{ measure }},{% endfor %}
    periods.period_label,
    periods.is_complete,
    case when periods.previous_start_date is not null then coalesce(previous.net_amount, cast(0 as decimal(38,4))) end as previous_net_amount,
    case when periods.year_before_start_date is not null then coalesce(year_before.net_amount, cast(0 as decimal(38,4))) end as year_before_net_amount,
    rank() over (
      partition by stores.period_type, stores.period_start_date, stores.currency_code, stores.store_id <> 'unknown'
      order by stores.net_amount desc) as place
  from stores
  inner join {{ ref('periods') }} as periods
    on periods.period_type = stores.period_type and periods.period_start_date = stores.period_start_date
  {%- for other in ['previous', 'year_before'] %}
  left join stores as {{ other }}
    on {{ other }}.period_type = stores.period_type
    and {{ other }}.period_start_date = periods.{{ other }}_start_date
    and {{ other }}.source_system = stores.source_system
    and {{ other }}.store_id = stores.store_id
    and {{ other }}.currency_code = stores.currency_code
  {%- endfor %}
)

select
  compared.period_type,
  compared.period_start_date,
  compared.period_label,
  compared.source_system,
  compared.store_id,
  coalesce(names.store_name, 'unknown') as store_name,
  compared.currency_code,
  cast(compared.order_count as bigint) as order_count,
  cast(compared.purchase_count as bigint) as purchase_count,
  compared.unit_count,
  {{ half_up_money('compared.gross_amount', 'compared.currency_code') }} as gross_amount,
  {{ half_up_money('compared.discount_amount', 'compared.currency_code') }} as discount_amount,
  compared.return_unit_count,
  {{ half_up_money('compared.return_amount', 'compared.currency_code') }} as return_amount,
  {{ half_up_money('compared.net_amount', 'compared.currency_code') }} as net_amount,
  {{ money_ratio('compared.net_amount', 'compared.order_count', 'compared.currency_code') }} as net_per_order_amount,
  {{ ratio('compared.unit_count', 'compared.order_count', 4) }} as units_per_order,
  cast(compared.customer_count as bigint) as customer_count,
  cast(compared.new_customer_count as bigint) as new_customer_count,
  cast(compared.customer_count - compared.new_customer_count as bigint) as returning_customer_count,
  cast(case when compared.store_id <> 'unknown' then compared.place end as integer) as sales_rank,
  {%- for other, rate in {'previous': 'net_change_rate', 'year_before': 'net_change_on_year_rate'}.items() %}
  {{ half_up_money('compared.' ~ other ~ '_net_amount', 'compared.currency_code') }} as {{ other }}_net_amount,
  {{ change_rate('compared.net_amount', 'compared.' ~ other ~ '_net_amount') }} as {{ rate }},
  {%- endfor %}
  compared.is_complete
from compared
left join {{ ref('stores') }} as names
  on names.source_system = compared.source_system and names.store_id = compared.store_id and names.is_known
