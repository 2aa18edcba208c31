{# R26: the answer that was given to a question of a source, '' where nobody has answered it. A key is
   topic and item, such as `status.Dispatched`; see docs/questions.md. #}
{% macro answer(source_name, key) -%}
  {{ return(var('answers', {}).get(source_name, {}).get(key, '')) }}
{%- endmacro %}


{# The column `_question` of a staging model: the key of the first of these questions that is open, NULL
   when all are answered. A row with a question is held back by intake. A pair (key, answer) is open also
   where the answer is another one than that for which the model was written. #}
{% macro open_question(source_name, keys) -%}
  {%- set open = [] -%}
  {%- for key in keys -%}
    {%- if key is string -%}
      {%- if answer(source_name, key) == '' %}{% do open.append(key) %}{% endif -%}
    {%- elif answer(source_name, key[0]) != key[1] -%}{%- do open.append(key[0]) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if open -%} {{ sql_text(open[0]) }} {%- else -%} cast(null as {{ type_name('varchar') }}) {%- endif -%}
{%- endmacro %}


{# Any text as a literal of SQL: what was delivered is data, whatever signs it holds. #}
{% macro sql_text(text) %}{{ return(adapter.dispatch('sql_text', 'tillhouse')(text)) }}{% endmacro %}

{% macro default__sql_text(text) %}'{{ text | replace("\\", "\\\\") | replace("'", "\\'") }}'{% endmacro %}

{% macro duckdb__sql_text(text) %}'{{ text | replace("'", "''") }}'{% endmacro %}
