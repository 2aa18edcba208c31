-- R26: how many of the totals that a source states are what is computed, with examples of those that are not.
with compared as (

    {%- for measure, column in {'order_total': 'total_due_amount', 'subtotal': 'subtotal_amount', 'line_count': 'stated_line_count'}.items() %}
    select source_system, '{{ measure }}' as measure, count({{ column }}) as compared_count
    from {{ ref('order_sums') }} group by source_system
    union all
    {%- endfor %}
    select source_system, 'line_total', count(stated_amount)
    from {{ ref('intake_order_lines') }} as lines where {{ is_taken('lines') }} group by source_system
    union all
    select source_system, 'control_total', sum(case when is_compared then 1 else 0 end)
    from {{ ref('control_totals') }} group by source_system

),

placed as (

    select *,
        row_number() over (partition by source_system, measure order by abs(stated_value - computed_value) desc, order_id, line_number, business_date, store_id) as place
    from {{ ref('stated_differences') }}

),

differing as (

    select
        source_system,
        measure,
        count(*) as differing_count,
        max(case when {{ is_grave('measure', 'stated_value', 'computed_value') }} then 1 else 0 end) as has_grave,
        cast(sum(stated_value) as decimal(38,4)) as stated_value,
        cast(sum(computed_value) as decimal(38,4)) as computed_value,
        {%- for place in [1, 2, 3] %}
        max(case when place = {{ place }} then {{ example_of_difference('placed') }} end) as example_{{ place }}{{ "," if not loop.last }}
        {%- endfor %}
    from placed
    group by source_system, measure

)

select
    compared.source_system,
    compared.measure,
    cast(compared.compared_count as bigint) as compared_count,
    cast(coalesce(differing.differing_count, 0) as bigint) as differing_count,
    differing.stated_value,
    differing.computed_value,
    {{ text_join('; ', ['example_1', 'example_2', 'example_3']) }} as examples,
    coalesce(differing.differing_count, 0) > {{ stray_rows('compared.compared_count') }} or coalesce(differing.has_grave, 0) = 1 as is_question
from compared
left join differing on differing.source_system = compared.source_system and differing.measure = compared.measure
where compared.compared_count > 0
