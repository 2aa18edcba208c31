{# Rows that silver holds, or will hold once the questions of their source are answered: what another table is
   changes no amount of these. #}
{% macro is_taken(rows) -%}
  ({{ rows }}._fate = 'loaded' or coalesce({{ rows }}._question, '') = '(source)' or position('tables.' in coalesce({{ rows }}._question, '')) = 1)
{%- endmacro %}


{# Amounts that are further apart than rounding to the cent explains. #}
{% macro is_apart(stated, computed) %}(abs({{ stated }} - ({{ computed }})) > 0.0101){% endmacro %}


{# How a stated total of an order may be made up: what its lines cost + tax × + freight × − discount ×. The
   plain ways come first. #}
{% macro ways_of_totals() -%}
  {%- set ways = [] -%}
  {%- for discount in [1, 0] %}{% for tax in [1, 0, -1] %}{% for freight in [1, 0] -%}
    {%- do ways.append({'tax': tax, 'freight': freight, 'discount': discount}) -%}
  {%- endfor %}{% endfor %}{% endfor -%}
  {{ return(ways) }}
{%- endmacro %}


{# Rows that differ without a word: one of ten, five of a hundred. #}
{% macro stray_rows(compared) %}(case when {{ compared }} >= 20 then floor({{ compared }} / 20.0) else floor({{ compared }} / 10.0) end){% endmacro %}


{# One difference for a person, such as `A15: 26.00 stated and 25.00 computed (sales.csv row 16)`. It has no comma
   and no semicolon of its own: examples are listed. #}
{% macro example_of_difference(rows) -%}
  {%- set amount = "cast(cast({} as decimal(38,2)) as " ~ type_name('varchar') ~ ")" -%}
  concat(coalesce({{ rows }}.order_id, {{ text_join(' ', [rows ~ ".store_id", period_text(rows ~ ".period_type", rows ~ ".business_date")]) }}),
    ': ', {{ amount.replace('{}', rows ~ '.stated_value') }}, ' stated and ', {{ amount.replace('{}', rows ~ '.computed_value') }}, ' computed',
    case when {{ rows }}.source_file is null then '' else concat(' (', replace({{ rows }}.source_file, ', ', ' '), ' row ',
      cast({{ rows }}.source_row as {{ type_name('varchar') }}), ')') end)
{%- endmacro %}
