{# The last day of the period of a type ('day', 'week', 'month', 'quarter', 'year') that begins on
   a date. R4. #}
{% macro period_end(period_type, period_start) -%}
  case {{ period_type }}
    when 'day' then {{ period_start }}
    when 'week' then {{ add_days(period_start, 6) }}
    when 'month' then {{ add_days(add_months(period_start, 1), -1) }}
    when 'quarter' then {{ add_days(add_months(period_start, 3), -1) }}
    when 'year' then {{ add_days(add_months(period_start, 12), -1) }}
  end
{%- endmacro %}
