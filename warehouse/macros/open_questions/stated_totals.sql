{# R26: totals that the data states and that are not what is computed, in more than a stray row, in the shape
   of `open_questions`: question `totals.<measure>`. Answered `computed` they are only published, as
   are those of packaged kinds, of which it is known what each column means. #}
{% macro questions_of_stated_totals() -%}
{%- set answered = [] -%}
{%- for source_name, answers in var('answers', {}).items() %}{% for key, given in answers.items() if key.startswith('totals.') and given == 'computed' -%}
  {%- do answered.append(sql_text(source_name ~ ' ' ~ key[7:])) -%}
{%- endfor %}{% endfor -%}
select
    differences.source_system,
    case differences.measure when 'line_total' then 'order_lines' when 'control_total' then 'control_totals' else 'orders' end as entity,
    'totals.' || differences.measure as question,
    'differs' as effect,
    {{ example_of_difference('differences') }} as example,
    differences.business_date,
    cast(case differences.measure when 'line_count' then 0 when 'control_total' then differences.stated_value else differences.computed_value end as decimal(38,4)) as amount
from {{ ref('stated_differences') }} as differences
inner join {{ ref('stated_totals') }} as totals
    on totals.source_system = differences.source_system and totals.measure = differences.measure
where totals.is_question
{%- set packaged = var('packaged_sources', []) %}
{%- if packaged %}
    and differences.source_system not in ({% for name in packaged %}{{ sql_text(name) }}{{ ", " if not loop.last }}{% endfor %})
{%- endif %}
{%- if answered %}
    and differences.source_system || ' ' || differences.measure not in ({{ answered | join(', ') }})
{%- endif %}
{%- endmacro %}
