{# A row named by columns of it: `store_id 7, month 2024-05`. #}
{% macro words_of(columns, rows) -%}
  {%- set each = [] -%}
  {%- for column in columns %}{% do each.append("'" ~ column ~ " ' || coalesce(cast(" ~ rows ~ '.' ~ column ~ ' as ' ~ type_name('varchar') ~ "), '(empty)')") %}{% endfor -%}
  {{ text_join(', ', each) }}
{%- endmacro %}


{# A line of silver named by its order, its file and its row: `order 17, sales.csv, row 5`. #}
{% macro line_words(lines) -%}
  concat('order ', coalesce({{ lines }}.order_id, '(empty)'), ', ', coalesce({{ lines }}._source_file, '(no file)'), ', row ',
    coalesce(cast({{ lines }}._source_row as {{ type_name('varchar') }}), '(none)'))
{%- endmacro %}


{# The column of a published table, itself not published, by which its row is found among the lines: what its
   YAML names as `line_key`; '' for none. #}
{% macro line_key_of(table_name) -%}
  {%- if not execute -%}{{ return('') }}{%- endif -%}
  {{ return(graph.nodes['model.' ~ project_name ~ '.' ~ table_name].config.meta.get('line_key', '')) }}
{%- endmacro %}


{# Rows of a published table with what names them, as the column `example`: order, file and row where a row is
   a line, else its key; nothing where that leads to a person. `rows` is a query that has the key. R24 #}
{% macro named_rows(table_name, rows, also=none) -%}
  {%- set lines = ref('order_lines') -%}
  {%- set told = tellable_key(table_name) -%}
  {%- set words = words_of(told, 'named') if told else no_examples() -%}
  {%- set words = text_join(': ', [words, 'named.' ~ also]) if also else words -%}
  {%- set line_key = line_key_of(table_name) %}
  {%- if line_key %}
  select case when lines.order_line_key is null then {{ words }} else {{ text_join(': ', [line_words('lines'), 'named.' ~ also]) if also else line_words('lines') }} end as example
  from ({{ rows }}) as named
  left join {{ lines }} as lines on lines.order_line_key = named.{{ line_key }}
  {%- else %}
  select {{ words }} as example
  from ({{ rows }}) as named
  {%- endif %}
{%- endmacro %}
