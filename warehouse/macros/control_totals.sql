{# R26: what a control total may be made up of: net sales + tax × tax + returns × returns (below 0) + other ×
   what is no goods. The plain ways come first. #}
{% macro ways_of_control_totals() -%}
  {%- set ways = [] -%}
  {%- for returns in [1, 0] %}{% for other in [0, 1] %}{% for tax in [0, 1] -%}
    {%- do ways.append({'tax': tax, 'returns': returns, 'other': other}) -%}
  {%- endfor %}{% endfor %}{% endfor -%}
  {{ return(ways) }}
{%- endmacro %}


{# One of these ways; where a total says whether tax is in it, that holds. #}
{% macro control_total_by(way) -%}
  sold_amount + {{ way.returns }} * returned_amount + {{ way.other }} * other_amount
    + case when coalesce(is_tax_included, {{ way.tax }} = 1) then sold_tax_amount + {{ way.returns }} * returned_tax_amount else 0 end
{%- endmacro %}


{# Further apart than rounding explains: half a cent for each amount that is no whole cents. #}
{% macro is_control_apart(stated, computed, unrounded) %}(abs({{ stated }} - ({{ computed }})) > 0.0101 + 0.005 * {{ unrounded }}){% endmacro %}


{# A difference that is no stray one, however many totals are right: more than one in two hundred of its
   total. A day that is lost is a whole total, where a line is one of many. #}
{% macro is_grave(measure, stated, computed) -%}
  ({{ measure }} = 'control_total' and abs({{ stated }} - {{ computed }}) > 0.005 * greatest(abs({{ stated }}), abs({{ computed }})))
{%- endmacro %}


{# The day on which the period of a total begins; a total may be dated on any day of its month. #}
{% macro control_period_start(period_type, day) -%}
  case {{ period_type }}
    {%- for period in ['month', 'quarter', 'year'] %}
    when '{{ period }}' then cast({{ dbt.date_trunc(period, day) }} as date)
    {%- endfor %}
    else {{ day }} end
{%- endmacro %}


{# A period as a person writes it: 2024-03-01, 2024-03, 2024, week of 2024-03-04. #}
{% macro period_text(period_type, day) -%}
  {%- set text = "cast(" ~ day ~ " as " ~ type_name('varchar') ~ ")" -%}
  case {{ period_type }} when 'month' then substr({{ text }}, 1, 7) when 'year' then substr({{ text }}, 1, 4)
    when 'week' then concat('week of ', {{ text }}) when 'quarter' then concat('quarter of ', {{ text }}) else {{ text }} end
{%- endmacro %}
