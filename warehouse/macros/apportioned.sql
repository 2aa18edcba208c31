{# The part of an amount that belongs to one line, in proportion part / whole, to 4 places. R2. NULL where
   the whole is 0, and where the part comes to more than 10^18, as it does of a whole that is next to
   nothing beside its own parts. What the parts do not add up to is the caller's to spread.

   Exact as long as amount × part is below 10^26; beyond that the quotient is one of floats. #}
{% macro apportioned(amount, part, whole) -%}
  {%- set product = "abs(cast(" ~ amount ~ " as double) * cast(" ~ part ~ " as double))" -%}
  {%- set most = "1e18 * abs(cast(" ~ whole ~ " as double))" -%}
  case
    when {{ product }} < 1e26 and {{ product }} < {{ most }} then {{ exact_part(amount, part, whole) }}
    when {{ product }} < {{ most }}
      then cast(round(cast({{ amount }} as double) * cast({{ part }} as double) / cast({{ whole }} as double), 4) as decimal(38,4))
  end
{%- endmacro %}


{# The same by division of whole numbers, rounded half up once: engines would divide decimals as floats, or
   keep too few places. #}
{% macro exact_part(amount, part, whole) %}{{ return(adapter.dispatch('exact_part', 'tillhouse')(amount, part, whole)) }}{% endmacro %}

{# The engine cuts off, or rounds, behind the places that it keeps of the quotient, so one rounding remains. #}
{% macro default__exact_part(amount, part, whole) -%}
  {%- set top = "cast((" ~ amount ~ ") * 10000 as decimal(38,0)) * cast((" ~ part ~ ") * 10000 as decimal(38,0))" -%}
  cast(round({{ top }} / cast(({{ whole }}) * 10000 as decimal(38,0)), 0) * cast(0.0001 as decimal(5,4)) as decimal(38,4))
{%- endmacro %}

{# What fits is made whole in 64 bits, of which the division takes 128: ten times as fast. #}
{% macro duckdb__exact_part(amount, part, whole) -%}
  case when abs({{ amount }}) < 10000000000 and abs({{ part }}) < 10000000000 and abs({{ whole }}) < 10000000000
    then {{ duckdb_whole_part(amount, part, whole, 18) }}
    else {{ duckdb_whole_part(amount, part, whole, 38) }} end
{%- endmacro %}

{% macro duckdb_whole_part(amount, part, whole, digits) -%}
  {%- set whole_number = [] -%}
  {%- for it in [amount, part, whole] %}{% do whole_number.append("cast(cast(" ~ it ~ " as decimal(" ~ digits ~ ",4)) * 10000 as hugeint)") %}{% endfor -%}
  {%- set top = "(" ~ whole_number[0] ~ " * " ~ whole_number[1] ~ ")" -%}
  {%- set bottom = whole_number[2] -%}
  cast(
    cast((2 * abs({{ top }}) + abs({{ bottom }})) // (2 * abs({{ bottom }})) as decimal(38,0))
    * (case when ({{ top }} < 0) = ({{ bottom }} < 0) then 1 else -1 end)
    * cast(0.0001 as decimal(5,4)) as decimal(38,4))
{%- endmacro %}
