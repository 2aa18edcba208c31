-- R26: each total that a source states and that is not what is computed. What a total of an order holds
-- (tax, freight, the order's discount) is taken from what fits most orders of the source, and so is
-- whether a count is one of lines or of units.
{%- set ways = ways_of_totals() %}
{%- set text = 'cast(null as ' ~ type_name('varchar') ~ ')' %}
{%- set totals = {'order_total': 'total_due_amount', 'subtotal': 'subtotal_amount'} %}
with hits as (

    select
        source_system
        {%- for measure, column in totals.items() %}{% for way in ways %},
        sum(case when {{ is_apart(column, 'net_amount + ' ~ way.tax ~ ' * tax_amount + ' ~ way.freight ~ ' * freight_amount - ' ~ way.discount ~ ' * discount_amount') }} then 0 else 1 end) as {{ measure }}_{{ loop.index }}
        {%- endfor %}{% endfor %}
    from {{ ref('order_sums') }}
    where coalesce(total_due_amount, subtotal_amount) is not null
    group by source_system

),

ways as (

    {%- for measure in totals %}{% set outer = loop %}{% for way in ways %}
    {{ "union all" if not (loop.first and outer.first) }}
    select source_system, '{{ measure }}' as measure, {{ loop.index }} as way, {{ measure }}_{{ loop.index }} as hits,
        {{ way.tax }} as tax, {{ way.freight }} as freight, {{ way.discount }} as discount from hits
    {%- endfor %}{% endfor %}

),

best as (

    select * from (
        select *, row_number() over (partition by source_system, measure order by hits desc, way) as place from ways
    ) as ranked
    where place = 1

),

counts as (

    select
        source_system,
        sum(case when stated_line_count = unit_count then 1 else 0 end)
            > sum(case when stated_line_count = line_count then 1 else 0 end) as is_of_units
    from {{ ref('order_sums') }}
    where stated_line_count is not null
    group by source_system

),

computed as (

    {%- for measure, column in totals.items() %}
    select sums.source_system, '{{ measure }}' as measure, sums.order_id, cast(null as integer) as line_number, sums.business_date, sums.source_file, sums.source_row,
        sums.{{ column }} as stated_value,
        sums.net_amount + best.tax * sums.tax_amount + best.freight * sums.freight_amount - best.discount * sums.discount_amount as computed_value
    from {{ ref('order_sums') }} as sums
    inner join best on best.source_system = sums.source_system and best.measure = '{{ measure }}'
    where sums.{{ column }} is not null
    union all
    {%- endfor %}
    select sums.source_system, 'line_count', sums.order_id, cast(null as integer), sums.business_date, sums.source_file, sums.source_row,
        sums.stated_line_count, case when counts.is_of_units then sums.unit_count else sums.line_count end
    from {{ ref('order_sums') }} as sums
    inner join counts on counts.source_system = sums.source_system
    where sums.stated_line_count is not null
    union all
    select source_system, 'line_total', order_id, line_number, business_date, _source_file, _source_row,
        stated_amount, {{ told_net_amount('lines') }}
    from {{ ref('intake_order_lines') }} as lines
    where {{ is_taken('lines') }} and stated_amount is not null

)

select source_system, measure, order_id, line_number, business_date, source_file, source_row,
    {{ text }} as store_id, {{ text }} as period_type,
    cast(stated_value as decimal(38,4)) as stated_value,
    cast(computed_value as decimal(38,4)) as computed_value
from computed
where {{ is_apart('stated_value', 'computed_value') }}
union all
select source_system, 'control_total', {{ text }}, cast(null as integer), period_start_date, {{ text }}, cast(null as bigint), store_id, period_type, stated_amount, computed_amount
from {{ ref('control_totals') }}
where is_different
