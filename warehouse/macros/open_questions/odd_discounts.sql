{# R2, R26: lines whose discount is more than they cost, or adds to it, in the shape of `open_questions`: question
   `discounts.beyond_price`. Answered `as_told` they are taken as they are, as are those of packaged kinds. #}
{% macro questions_of_odd_discounts() -%}
{%- set settled = var('packaged_sources', []) | list -%}
{%- for source_name, answers in var('answers', {}).items() if answers.get('discounts.beyond_price') == 'as_told' -%}
  {%- do settled.append(source_name) -%}
{%- endfor -%}
{%- set gross = told_gross_amount('lines') -%}
{%- set off = "coalesce(lines.discount_amount, " ~ money_of(gross, 'lines.discount_rate') ~ ", 0)" -%}
select
    lines.source_system,
    'order_lines' as entity,
    'discounts.beyond_price' as question,
    'differs' as effect,
    lines.order_id as example,
    lines.business_date,
    cast({{ off }} as decimal(38,4)) as amount
from {{ ref('intake_order_lines') }} as lines
where {{ is_taken('lines') }}
    and {{ off }} <> 0
    and (abs({{ off }}) > abs({{ gross }}) + 0.0101 or ({{ gross }} <> 0 and ({{ off }} < 0) <> ({{ gross }} < 0)))
{%- if settled %}
    and lines.source_system not in ({% for name in settled %}{{ sql_text(name) }}{{ ", " if not loop.last }}{% endfor %})
{%- endif %}
{%- endmacro %}
