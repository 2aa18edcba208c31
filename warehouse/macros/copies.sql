{# Which rows are identical to an earlier one of the same delivery? R7. Joins to the first row of each
   group of equals, of which there are few: `copies.first_row` is NULL for a row without equals. #}
{% macro copies_of(relation, columns) %}
  select _load_id, {{ columns | join(', ') }}, min(_source_row) as first_row
  from {{ relation }}
  group by _load_id, {{ columns | join(', ') }}
  having count(*) > 1
{% endmacro %}


{% macro is_equal_row(left, right, columns) -%}
  {{ left }}._load_id = {{ right }}._load_id
  {%- for column in columns %} and {{ left }}.{{ column }} is not distinct from {{ right }}.{{ column }}{% endfor %}
{%- endmacro %}


{# 1 for a row without equals and for the first of equals, 2 for all others. #}
{% macro copy_number(copies, row) -%}
  cast(case when {{ copies }}.first_row < {{ row }}._source_row then 2 else 1 end as bigint)
{%- endmacro %}
