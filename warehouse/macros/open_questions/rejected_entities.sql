{# R6, R26: an entity of which a source has delivered rows and not one could be read. Nobody can answer
   that; the mapping or the delivery has to be mended. In the shape of `open_questions`. #}
{% macro questions_of_rejected_entities(entity) -%}
select
    rejected.source_system,
    '{{ entity }}' as entity,
    'rejected.{{ entity }}' as question,
    'rejected' as effect,
    cast(null as {{ type_name('varchar') }}) as example,
    cast(null as date) as business_date,
    rejected._amount as amount
from {{ ref('intake_' ~ entity) }} as rejected
inner join (
    select source_system
    from {{ ref('intake_' ~ entity) }}
    group by source_system
    having sum(case when _fate = 'quarantined' then 0 else 1 end) = 0
) as whole on whole.source_system = rejected.source_system
{%- endmacro %}
