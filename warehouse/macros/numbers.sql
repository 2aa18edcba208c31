{# The contract of numbers. What a delivered number may be, by its kind, stands in `number_bounds` of
   dbt_project.yml; the YAML of an intake says of each column which kind it is (`meta: {number: price}`).
   Models add up and multiply what is within these bounds as decimal(38, …), which none of it can overflow. #}


{# The bound of a column of an intake, either way; none where it is no number. #}
{% macro number_bound(column) -%}
  {%- set kind = intake_meta(column).get('number') -%}
  {{ return(var('number_bounds')[kind] if kind else none) }}
{%- endmacro %}


{# A column of an intake that is read, NULL where it is beyond its bound. #}
{% macro within_bound(column) -%}
  {%- set bound = number_bound(column) -%}
  {{ 'case when abs(' ~ column.name ~ ') <= ' ~ bound ~ ' then ' ~ column.name ~ ' end' if bound else column.name }}
{%- endmacro %}


{# Does a text say a number, be it far too large for every type? #}
{% macro is_number_text(expression, data_type) -%}
  {{ matches('trim(' ~ expression ~ ')', '^[+-]?[0-9]+([.]0*)?$' if data_type in ('integer', 'bigint')
      else '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?$') }}
{%- endmacro %}


{# What is wrong with a column of an intake; NULL when nothing is. Of a column that may be empty only a
   number beyond its bound rejects the row. R6 #}
{% macro problem_of_column(column) -%}
  {%- set meta = intake_meta(column) -%}
  case
    {%- if meta.get('required') %}
    when {{ column.name }} is null{{ ' and ' ~ meta.get('or') ~ ' is null' if meta.get('or') }} then {{ unread(column) }}
    {%- endif %}
    {%- if number_bound(column) and (meta.get('or') or not meta.get('required')) %}
    when {{ column.name }} is null and {{ is_number_text('_raw_' ~ column.name, column.data_type) }}
      then {{ problem(column.name, 'out_of_range', '_raw_' ~ column.name, number_bound(column)) }}
    {%- endif %}
  end
{%- endmacro %}


{# R2: quantity × price of a line that is more money than a line may come to; NULL otherwise. #}
{% macro problem_of_product(bound) -%}
  case when gross_amount is null and abs(cast(quantity as double) * cast(unit_price as double)) > {{ bound }}
    then {{ problem('quantity', 'too_much_money', "concat(trim(_raw_quantity), ' × ', trim(_raw_unit_price))", bound) }} end
{%- endmacro %}


{# Money of an amount or a quantity (4 places) times a price or a rate (6 places): rounded half up to 4
   places, once. The first is below 10^14. R1, R2 #}
{% macro money_of(amount, factor) %}{{ return(adapter.dispatch('money_of', 'tillhouse')(amount, factor)) }}{% endmacro %}

{% macro default__money_of(amount, factor) %}cast({{ times(amount, factor) }} as decimal(38,4)){% endmacro %}

{# What fits into 64 bits is computed in them, a hundred times as fast. #}
{% macro duckdb__money_of(amount, factor) -%}
  case when abs(cast({{ amount }} as double) * cast({{ factor }} as double)) < 90000000
    then cast(cast(cast({{ amount }} as decimal(18,4)) * {{ factor }} as decimal(18,4)) as decimal(38,4))
    else {{ default__money_of(amount, factor) }} end
{%- endmacro %}


{# Two numbers of up to 18 digits multiplied, exact. DuckDB would multiply them in 18 digits, so one of them
   is given more; 38 are enough for both. #}
{% macro times(amount, factor, places=4) %}(cast({{ amount }} as decimal(19,{{ places }})) * {{ factor }}){% endmacro %}


{# The square of an amount below 10^9, exact. #}
{% macro square(amount, places) -%}
  {%- set factor = 'cast(' ~ amount ~ ' as decimal(19,' ~ places ~ '))' -%}
  cast({{ factor }} * {{ factor }} as decimal(38,{{ 2 * places }}))
{%- endmacro %}
