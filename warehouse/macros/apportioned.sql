{# The part of an amount that belongs to one line, in proportion part / whole, to 4 places. R2. All
   three are decimal(18,4); NULL where the whole is 0. DuckDB would divide decimals as floats: there
   the quotient is one of whole numbers. What the parts do not add up to is the caller's to spread. #}
{% macro apportioned(amount, part, whole) %}{{ return(adapter.dispatch('apportioned', 'tillhouse')(amount, part, whole)) }}{% endmacro %}

{% macro default__apportioned(amount, part, whole) -%}
  cast(round(cast({{ amount }} as decimal(18,4)) * cast({{ part }} as decimal(18,4)) / nullif(cast({{ whole }} as decimal(18,4)), 0), 4) as decimal(18,4))
{%- endmacro %}

{% macro duckdb__apportioned(amount, part, whole) -%}
  {%- set top = "(cast((" ~ amount ~ ") * 10000 as hugeint) * cast((" ~ part ~ ") * 10000 as hugeint))" -%}
  {%- set bottom = "cast((" ~ whole ~ ") * 10000 as hugeint)" -%}
  cast(
    cast((2 * abs({{ top }}) + abs({{ bottom }})) // nullif(2 * abs({{ bottom }}), 0) as decimal(18,0))
    * (case when ({{ top }} < 0) = ({{ bottom }} < 0) then 1 else -1 end)
    * cast(0.0001 as decimal(5,4)) as decimal(18,4))
{%- endmacro %}
