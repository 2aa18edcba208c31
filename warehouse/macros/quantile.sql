{# Exact quantiles, the same to the last digit on every engine: their own functions compute in floats,
   or round in between. Two columns are prepared per row: the position of its value among those of the
   group, from 0, and their number. Which of equal values comes first changes nothing. #}
{% macro quantile_position(value, keys) -%}
  row_number() over (partition by {{ keys }}, {{ value }} is null order by {{ value }}) - 1
{%- endmacro %}

{% macro quantile_count(value, keys) -%}
  count({{ value }}) over (partition by {{ keys }})
{%- endmacro %}


{# The quantile of a group by linear interpolation (type 7 of Hyndman and Fan 1996, as in spreadsheets):
   each value weighs as much as its position is near to share × (count - 1), so that at most two
   neighbours count. NULL where the group has no value. Values have 4 places; so has what comes
   out, rounded half up once. #}
{% macro quantile(value, position, count, share) -%}
  {{ half_up("sum(" ~ value ~ " * cast(greatest(cast(0 as decimal(18,2)), 1 - abs(cast(" ~ position
    ~ " as decimal(18,2)) - cast(cast(" ~ share ~ " as decimal(3,2)) * cast(" ~ count ~ " - 1 as decimal(12,0)) as decimal(18,2)))) as decimal(3,2)))", 4, 6) }}
{%- endmacro %}
