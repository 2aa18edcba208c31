{# numerator / denominator as decimal(38, scale), rounded half up, the same to the last digit on
   every engine. R1. NULL where either is NULL, the denominator is 0, or one of them is 10^20 or more.
   Both have at most 4 decimal places; scale is at most 6.

   Engines that divide decimals cut off (or round) behind the last place that is kept, so one
   rounding remains. DuckDB would turn both into floats: there the quotient is one of whole numbers,
   of 64 bits where both are small enough (ten times as fast), else of 128. #}
{% macro ratio(numerator, denominator, scale=6) %}{{ return(adapter.dispatch('ratio', 'tillhouse')(numerator, denominator, scale)) }}{% endmacro %}

{% macro default__ratio(numerator, denominator, scale) -%}
  cast(round(try_cast({{ numerator }} as decimal(24,4)) / nullif(try_cast({{ denominator }} as decimal(24,4)), 0), {{ scale }}) as decimal(38,{{ scale }}))
{%- endmacro %}

{% macro duckdb__ratio(numerator, denominator, scale) -%}
  {%- set limit = "cast(1e20 as decimal(21,0))" -%}
  case
    when abs({{ numerator }}) < 100000000 and abs({{ denominator }}) < 10000000000
      then {{ duckdb_whole_ratio(numerator, denominator, scale, 18, 'bigint') }}
    when abs({{ numerator }}) < {{ limit }} and abs({{ denominator }}) < {{ limit }}
      then {{ duckdb_whole_ratio(numerator, denominator, scale, 38, 'hugeint') }}
  end
{%- endmacro %}

{% macro duckdb_whole_ratio(numerator, denominator, scale, digits, type) -%}
  {%- set top = "cast(cast(" ~ numerator ~ " as decimal(" ~ digits ~ ",4)) * 10000 as " ~ type ~ ")" -%}
  {%- set bottom = "cast(cast(" ~ denominator ~ " as decimal(" ~ digits ~ ",4)) * 10000 as " ~ type ~ ")" -%}
  cast(
    cast((2 * {{ 10 ** scale }} * abs({{ top }}) + abs({{ bottom }})) // nullif(2 * abs({{ bottom }}), 0) as decimal({{ digits }},0))
    * (case when ({{ top }} < 0) = ({{ bottom }} < 0) then 1 else -1 end)
    * cast({{ '%.*f' % (scale, 10 ** -scale) }} as decimal(7,{{ scale }})) as decimal(38,{{ scale }}))
{%- endmacro %}
