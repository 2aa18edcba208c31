{# R8: the score of a measure from the number of customers who are strictly worse:
   min(5, 1 + floor(5 × worse / customers)), in whole numbers. #}
{% macro rfm_score(worse, customers) -%}
  cast(1{% for step in [1, 2, 3, 4] %} + case when 5 * {{ worse }} >= {{ step }} * {{ customers }} then 1 else 0 end{% endfor %} as integer)
{%- endmacro %}


{# R8: the segment of a recency and a frequency score. #}
{% macro rfm_segment(recency, frequency) -%}
  case
    when {{ recency }} <= 2 and {{ frequency }} <= 2 then 'hibernating'
    when {{ recency }} <= 2 and {{ frequency }} <= 4 then 'at risk'
    when {{ recency }} <= 2 then concat('can', chr(39), 't lose')
    when {{ recency }} = 3 and {{ frequency }} <= 2 then 'about to sleep'
    when {{ recency }} = 3 and {{ frequency }} = 3 then 'needs attention'
    when {{ recency }} = 3 then 'loyal'
    when {{ frequency }} = 1 then case when {{ recency }} = 4 then 'promising' else 'new' end
    when {{ frequency }} <= 3 then 'potential loyalist'
    else case when {{ recency }} = 4 then 'loyal' else 'champion' end
  end
{%- endmacro %}
