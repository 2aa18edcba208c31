{# numerator / denominator as decimal(18, scale), rounded half up, the same to the last digit on
   every engine. R1. NULL where either is NULL or the denominator is 0. The numerator may have up
   to 10 decimal places, the denominator up to 4; scale is at most 6.

   Engines that divide decimals cut off (or round) far behind the last place that is kept, so one
   rounding remains. DuckDB would turn both into floats: there the quotient is one of integers. #}
{% macro ratio(numerator, denominator, scale=6) %}{{ return(adapter.dispatch('ratio', 'tillhouse')(numerator, denominator, scale)) }}{% endmacro %}

{% macro default__ratio(numerator, denominator, scale) -%}
  cast(round(cast({{ numerator }} as decimal(28,10)) / nullif(cast({{ denominator }} as decimal(18,4)), 0), {{ scale }}) as decimal(18,{{ scale }}))
{%- endmacro %}

{% macro duckdb__ratio(numerator, denominator, scale) -%}
  {%- set top = "cast(cast(" ~ numerator ~ " as decimal(28,10)) * 10000000000 as hugeint)" -%}
  {%- set bottom = "cast(cast(" ~ denominator ~ " as decimal(28,10)) * 10000000000 as hugeint)" -%}
  {%- set digits = "((2 * " ~ 10 ** scale ~ " * abs(" ~ top ~ ") + abs(" ~ bottom ~ ")) // nullif(2 * abs(" ~ bottom ~ "), 0))" -%}
  cast(
    cast({{ digits }} * (case when (({{ top }}) < 0) = (({{ bottom }}) < 0) then 1 else -1 end) as decimal(24,0))
    * cast({{ '%.*f' % (scale, 10 ** -scale) }} as decimal(7,{{ scale }})) as decimal(18,{{ scale }}))
{%- endmacro %}
