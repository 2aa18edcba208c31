{# R3: a bound of the 95 % Wilson score interval of the rate part / whole, from 0 to 1, to 6 places; NULL where
   the whole is not above 0. `side` is 'lower' or 'upper'. A part that is larger than the whole, as when goods
   sold before the data come back, counts as the whole. A bound is no money: the root is one of floats,
   by operations that every engine rounds alike. #}
{% macro wilson_bound(part, whole, side) -%}
  {%- set z2 = '3.8414588206941236e0' -%}
  {%- set k = 'cast(greatest(least(' ~ part ~ ', ' ~ whole ~ '), 0) as double)' -%}
  {%- set n = 'cast(' ~ whole ~ ' as double)' -%}
  case when {{ whole }} > 0 then cast(round(least(greatest(
    ({{ k }} + {{ z2 }} / 2e0 {{ '-' if side == 'lower' else '+' }} sqrt({{ z2 }} * ({{ k }} * ({{ n }} - {{ k }}) / {{ n }} + {{ z2 }} / 4e0))) / ({{ n }} + {{ z2 }}),
    0e0), 1e0), 6) as decimal(18,6)) end
{%- endmacro %}
