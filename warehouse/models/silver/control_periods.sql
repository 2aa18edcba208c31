-- R26: control totals (a till's Z report, the books' month), those of several tills added up, with what was
-- sold in their store and period. A till that is called like a store stands for it; where sales name no
-- store, the totals of all stores are one. A total without a store is compared with all of them.
{%- set amounts = ['sold_amount', 'sold_tax_amount', 'returned_amount', 'returned_tax_amount', 'other_amount'] %}
{%- set counts = ['order_count', 'unrounded_count', 'open_count'] %}
{%- set of_total = ['source_system', 'period_type', 'period_start_date', 'store_id', 'currency_code', 'is_tax_included'] %}
with stores as (

    select distinct source_system, store_id from {{ ref('control_sales') }} where store_id is not null

),

typed as (

    select totals.*,
        case when lower(trim(period_type)) in ('week', 'month', 'quarter', 'year') then lower(trim(period_type)) else 'day' end as told_period
    from {{ ref('intake_control_totals') }} as totals
    where {{ is_taken('totals') }}

),

placed as (

    select
        typed.source_system,
        typed.told_period as period_type,
        {{ control_period_start('typed.told_period', 'typed.business_date') }} as period_start_date,
        case when with_stores.source_system is not null then coalesce(typed.store_id, tills.store_id) end as store_id,
        typed.currency_code, typed.is_tax_included, typed.amount, typed.order_count
    from typed
    left join (select distinct source_system from stores) as with_stores on with_stores.source_system = typed.source_system
    left join stores as tills on tills.source_system = typed.source_system and tills.store_id = typed.till_id

),

totals as (

    select {{ of_total | join(', ') }}, {{ period_end('period_type', 'period_start_date') }} as period_end_date,
        cast(sum(amount) as decimal(38,4)) as stated_amount, cast(sum(order_count) as bigint) as stated_order_count
    from placed
    group by {{ of_total | join(', ') }}

),

days as (

    select periods.source_system, periods.period_type, periods.period_start_date, days.business_date
    from (select distinct source_system, period_type, period_start_date, period_end_date from totals) as periods
    inner join (select distinct source_system, business_date from {{ ref('control_sales') }}) as days
        on days.source_system = periods.source_system
        and days.business_date between periods.period_start_date and periods.period_end_date

),

sales as (

    select days.source_system, days.period_type, days.period_start_date, sales.store_id, sales.currency_code,
        {%- for name in amounts + counts %}
        sum(sales.{{ name }}) as {{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from days
    inner join {{ ref('control_sales') }} as sales
        on sales.source_system = days.source_system and sales.business_date = days.business_date
    group by days.source_system, days.period_type, days.period_start_date, sales.store_id, sales.currency_code

)

select {% for name in of_total + ['period_end_date', 'stated_amount', 'stated_order_count'] %}totals.{{ name }}, {% endfor %}
    count(sales.source_system) > 0 as has_sales,
    {%- for name in amounts %}
    cast(coalesce(sum(sales.{{ name }}), 0) as decimal(38,4)) as {{ name }},
    {%- endfor %}
    {%- for name in counts %}
    cast(coalesce(sum(sales.{{ name }}), 0) as bigint) as {{ name }}{{ "," if not loop.last }}
    {%- endfor %}
from totals
left join sales
    on sales.source_system = totals.source_system and sales.period_type = totals.period_type
    and sales.period_start_date = totals.period_start_date
    and (totals.store_id is null or sales.store_id = totals.store_id)
    and (totals.currency_code is null or sales.currency_code = totals.currency_code)
group by {% for name in of_total + ['period_end_date', 'stated_amount', 'stated_order_count'] %}totals.{{ name }}{{ ", " if not loop.last }}{% endfor %}
