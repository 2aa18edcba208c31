{# One audit from two sides: rows of (scope, expected, found), each side giving its own and 0 or NULL
   for the other, are added up per scope; they must be equal. A scope that only one side knows fails
   too. The sides are queries with the columns scope and amount, as `side` writes them. #}
{% macro audit_sums(audit, guards, expected, found) %}
select
  '{{ audit }}' as audit,
  scope,
  cast(sum(expected) as {{ type_name('varchar') }}) as expected,
  cast(sum(found) as {{ type_name('varchar') }}) as found,
  case when sum(expected) = sum(found) then 'pass' else 'fail' end as verdict,
  '{{ guards }}' as guards,
  {{ no_examples() }} as examples
from (
  select scope, cast(amount as decimal(38,4)) as expected, cast(0 as decimal(38,4)) as found from ({{ expected }}) as expected_side
  union all
  select scope, cast(0 as decimal(38,4)), cast(amount as decimal(38,4)) from ({{ found }}) as found_side
) as sides
group by scope
{% endmacro %}


{# One side of an audit: an amount of each row of a model or CTE, or 1 where rows are counted. The
   scope is an expression, or a list of columns whose values are written one after another. #}
{% macro side(relation, amount=1, scope=none, where=none) -%}
  select {{ scope if scope is string else words(scope) }} as scope, {{ amount }} as amount
  from {{ relation }}
  {%- if where %}
  where {{ where }}
  {%- endif %}
{%- endmacro %}


{# The values of columns of any type as one text, with a space between. #}
{% macro words(columns) -%}
  {%- set texts = [] -%}
  {%- for column in columns -%}{%- do texts.append('cast(' ~ column ~ ' as ' ~ type_name('varchar') ~ ')') -%}{%- endfor -%}
  {{ texts[0] if texts | length == 1 else 'concat(' ~ texts | join(", ' ', ") ~ ')' }}
{%- endmacro %}


{# One audit that counts what must not be. It is called around a query of the offending rows:
   `call audit_none(…)`, the query, `endcall`. `example` is an expression over its columns that says which row
   it is, such as `words_of` or `line_words` write it: the first three are told. #}
{% macro audit_none(audit, scope, guards, example=none) %}
select
  '{{ audit }}' as audit,
  '{{ scope }}' as scope,
  '0' as expected,
  cast(count(*) as {{ type_name('varchar') }}) as found,
  case when count(*) = 0 then 'pass' else 'fail' end as verdict,
  '{{ guards }}' as guards,
  {{ first_examples('example') if example else no_examples() }} as examples
from (
{%- if example %}
select example, row_number() over (order by example) as place
from (select {{ example }} as example from (
{{ caller() | trim }}
) as offending) as named
{%- else %}
{{ caller() | trim }}
{%- endif %}
) as numbered
{% endmacro %}


{# An audit that has no row to show. #}
{% macro no_examples() %}cast(null as {{ type_name('varchar') }}){% endmacro %}


{# The first three of a group's examples as one text; their place is in the column `place`. #}
{% macro first_examples(example) -%}
  {%- set each = [] -%}
  {%- for place in [1, 2, 3] %}{% do each.append('max(case when place = ' ~ place ~ ' then ' ~ example ~ ' end)') %}{% endfor -%}
  {{ text_join('; ', each) }}
{%- endmacro %}


{# One audit that a published table has the rows of an exact one, and its amounts rounded once (R1).
   `exact` is a CTE or model with the columns of the key, `currency_code` among them, and the amounts. #}
{% macro audit_rounded(audit, guards, exact, key, amounts) %}
{% call audit_none(audit, 'rows', guards, words_of(key, 'offending')) %}
  select {{ key | join(', ') }}
  from {{ exact }} as exact
  full join {{ ref(guards) }} as published using ({{ key | join(', ') }})
  where published.{{ amounts[0] }} is null or exact.{{ amounts[0] }} is null
  {%- for amount in amounts %}
    or abs(published.{{ amount }} - exact.{{ amount }}) > {{ half_unit('currency_code') }}
  {%- endfor %}
{% endcall %}
{% endmacro %}


{# What silver's counted lines bring to each measure. Audits work it out here for themselves, so that
   they do not repeat a mistake of the tables that they audit. R3 #}
{% macro line_measures() -%}
  case when is_return then cast(0 as decimal(38,4)) else quantity end as unit_count,
  case when is_return then cast(0 as decimal(38,4)) else gross_amount end as gross_amount,
  case when is_return then cast(0 as decimal(38,4)) else discount_amount end as discount_amount,
  case when is_return then {{ negated('net_amount') }} else cast(0 as decimal(38,4)) end as return_amount,
  net_amount
{%- endmacro %}
