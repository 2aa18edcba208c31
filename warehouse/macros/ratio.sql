{# numerator / denominator as decimal(18, scale), rounded half up, the same to the last digit on
   every engine. R1. NULL where either is NULL or the denominator is 0. Both have at most 4 decimal
   places; scale is at most 6.

   Engines that divide decimals cut off (or round) behind the last place that is kept, so one
   rounding remains. DuckDB would turn both into floats: there the quotient is one of whole numbers,
   of 64 bits where the numerator is below 100 million (ten times as fast), else of 128. #}
{% macro ratio(numerator, denominator, scale=6) %}{{ return(adapter.dispatch('ratio', 'tillhouse')(numerator, denominator, scale)) }}{% endmacro %}

{% macro default__ratio(numerator, denominator, scale) -%}
  cast(round(cast({{ numerator }} as decimal(18,4)) / nullif(cast({{ denominator }} as decimal(18,4)), 0), {{ scale }}) as decimal(18,{{ scale }}))
{%- endmacro %}

{% macro duckdb__ratio(numerator, denominator, scale) -%}
  case when abs({{ numerator }}) < 100000000
    then {{ duckdb_whole_ratio(numerator, denominator, scale, 'bigint') }}
    else {{ duckdb_whole_ratio(numerator, denominator, scale, 'hugeint') }}
  end
{%- endmacro %}

{% macro duckdb_whole_ratio(numerator, denominator, scale, type) -%}
  {%- set top = "cast(cast(" ~ numerator ~ " as decimal(18,4)) * 10000 as " ~ type ~ ")" -%}
  {%- set bottom = "cast(cast(" ~ denominator ~ " as decimal(18,4)) * 10000 as " ~ type ~ ")" -%}
  cast(
    cast((2 * {{ 10 ** scale }} * abs({{ top }}) + abs({{ bottom }})) // nullif(2 * abs({{ bottom }}), 0) as decimal(18,0))
    * (case when ({{ top }} < 0) = ({{ bottom }} < 0) then 1 else -1 end)
    * cast({{ '%.*f' % (scale, 10 ** -scale) }} as decimal(7,{{ scale }})) as decimal(18,{{ scale }}))
{%- endmacro %}
