-- R26: control totals beside what was computed for their store and period. What a total holds (tax, returns,
-- what is no goods) is taken from what fits most totals of its source and kind of period. A total of a period
-- in which a question is open is not compared yet; one of a period without a line is, unless it is 0.
{%- set ways = ways_of_control_totals() %}
with beside as (

    select *, open_count = 0 and (has_sales or stated_amount <> 0) as is_compared from {{ ref('control_periods') }}

),

hits as (

    {%- for way in ways %}
    {{ "union all" if not loop.first }}
    select source_system, period_type, {{ loop.index }} as way,
        sum(case when {{ is_control_apart('stated_amount', control_total_by(way), 'unrounded_count') }} then 0 else 1 end) as hit_count
    from beside
    where is_compared
    group by source_system, period_type
    {%- endfor %}

),

best as (

    select * from (
        select *, row_number() over (partition by source_system, period_type order by hit_count desc, way) as place from hits
    ) as ranked
    where place = 1

),

computed as (

    select beside.*, best.way,
        case best.way
            {%- for way in ways %}
            when {{ loop.index }} then {{ control_total_by(way) }}
            {%- endfor %}
        end as computed_amount
    from beside
    left join best on best.source_system = beside.source_system and best.period_type = beside.period_type

)

select
    source_system, period_type, period_start_date, period_end_date, store_id, currency_code,
    case way {% for way in ways %}when {{ loop.index }} then coalesce(is_tax_included, {{ 'true' if way.tax else 'false' }}) {% endfor %}end as is_tax_included,
    stated_amount,
    cast(computed_amount as decimal(38,4)) as computed_amount,
    stated_order_count,
    cast(order_count as bigint) as order_count,
    is_compared,
    coalesce(is_compared and {{ is_control_apart('stated_amount', 'computed_amount', 'unrounded_count') }}, false) as is_different
from computed
