{# What is added up of sales, wherever they are rolled up. R3: net is gross less discount less returns. #}
{% macro measures() %}{{ return(['unit_count', 'gross_amount', 'discount_amount', 'return_unit_count', 'return_amount', 'net_amount']) }}{% endmacro %}


{# These measures from order lines: units and amounts of what was sold and, apart from them, of returns. #}
{% macro sums_of_lines() -%}
  {%- set zero = 'cast(0 as decimal(38,4))' -%}
  cast(sum(case when is_return then {{ zero }} else quantity end) as decimal(38,4)) as unit_count,
  cast(sum(case when is_return then {{ zero }} else gross_amount end) as decimal(38,4)) as gross_amount,
  cast(sum(case when is_return then {{ zero }} else discount_amount end) as decimal(38,4)) as discount_amount,
  cast(sum(case when is_return then {{ negated('quantity') }} else {{ zero }} end) as decimal(38,4)) as return_unit_count,
  cast(sum(case when is_return then {{ negated('net_amount') }} else {{ zero }} end) as decimal(38,4)) as return_amount,
  cast(sum(net_amount) as decimal(38,4)) as net_amount
{%- endmacro %}


{# The same from rows that hold them already. #}
{% macro sums_of_measures(rows='') -%}
  {%- for measure in measures() %}
  cast(sum({{ rows ~ '.' if rows }}{{ measure }}) as decimal(38,4)) as {{ measure }}{{ ',' if not loop.last }}
  {%- endfor %}
{%- endmacro %}
