{# What is wrong with a row, as data (R6). A problem is a text of three parts, column, value and code,
   with signs between them that no source writes (ASCII 31 and 29; 30 between several problems), so that
   no value can split it; a number that is too large is followed by its bound (28). Staging models write
   `_problem` with `problem`; a text without the signs is the source's own word for what is wrong.
   `rejections` takes them apart, `reason_text` shows them. #}
{% macro problem(column, code, value, bound=none) -%}
  '{{ column }}' || chr(31) || coalesce({{ plain_text('substr(' ~ value ~ ', 1, 100)') }}, '') || chr(29) || '{{ code }}'
  {%- if bound %} || chr(28) || '{{ '{:,}'.format(bound) }}'{% endif -%}
{%- endmacro %}


{# The code of a problem, without the bound that may follow it. #}
{% macro code_of_problem(problem) %}split_part(split_part({{ problem }}, chr(29), 2), chr(28), 1){% endmacro %}


{# A text without the signs that stand between the parts of a problem. #}
{% macro plain_text(expression) -%}
  replace(replace(replace(replace({{ expression }}, chr(28), ' '), chr(29), ' '), chr(30), ' '), chr(31), ' ')
{%- endmacro %}


{# Why a required value of an intake is NULL: it is missing, or it cannot be read as its type. #}
{% macro unread(column) -%}
  {%- set raw = '_raw_' ~ column.name -%}
  {%- set code = {'date': 'not_a_date', 'timestamp': 'not_a_time', 'boolean': 'not_a_boolean'}.get(column.data_type, 'not_a_number') -%}
  case
    when {{ typed(raw, 'varchar') }} is null then {{ problem(column.name, 'missing', "''") }}
    {%- if column.data_type in ('integer', 'bigint') %}
    when {{ matches('trim(' ~ raw ~ ')', '^[+-]?[0-9]*[.]0*[1-9][0-9]*$') }} then {{ problem(column.name, 'not_a_whole_number', raw) }}
    {%- endif %}
    {%- if code == 'not_a_number' %}
    when {{ is_number_text(raw, column.data_type) }} then {{ problem(column.name, 'out_of_range', raw, number_bound(column)) }}
    {%- endif %}
    else {{ problem(column.name, code, raw) }}
  end
{%- endmacro %}


{# What the codes mean after "<column> "<value>" is …"; `reasons.py` says the same. #}
{% macro reason_phrases() %}{{ return({
  'missing': 'missing',
  'not_a_number': 'not a number',
  'not_a_whole_number': 'not a whole number',
  'not_a_date': 'not a date',
  'not_a_time': 'not a time',
  'not_a_boolean': 'not a yes or no',
  'out_of_range': 'out of range',
  'too_much_money': 'more than a line may come to',
  'unclear_date': 'not clear, it may be two dates: declare date_order of the source',
  'not_a_product': 'not a product',
  'a_total': 'a total of other rows',
  'not_a_json_list': 'not a whole JSON list',
}) }}{% endmacro %}


{# Problems as one sentence for a person; a text without the signs is one already. #}
{% macro reason_text(problems) -%}
  {%- set ns = namespace(text=problems) -%}
  {%- for code, phrase in reason_phrases().items() -%}
    {%- set ns.text = "replace(" ~ ns.text ~ ", chr(29) || '" ~ code ~ "', chr(29) || '" ~ phrase ~ "')" -%}
  {%- endfor -%}
  {%- set ns.text = "replace(replace(" ~ ns.text ~ ", chr(28), ': at most '), chr(31) || chr(29), ' is ')" -%}
  replace(replace(replace({{ ns.text }}, chr(31), ' "'), chr(29), '" is '), chr(30), '; ')
{%- endmacro %}


{# One row per problem of each row of a relation, with the columns given and `problem`. #}
{% macro problem_rows(relation, columns) %}{{ return(adapter.dispatch('problem_rows', 'tillhouse')(relation, columns)) }}{% endmacro %}

{% macro default__problem_rows(relation, columns) %}
  select {{ columns | join(', ') }}, explode(split(problems, chr(30))) as problem from {{ relation }}
{% endmacro %}

{% macro duckdb__problem_rows(relation, columns) %}
  select {{ columns | join(', ') }}, unnest(string_split(problems, chr(30))) as problem from {{ relation }}
{% endmacro %}
