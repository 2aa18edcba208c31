{# What the YAML beside a model promises: the columns of its key, and those that are never NULL. #}
{% macro promised(table_name, promise) -%}
  {%- if not execute -%}{{ return([]) }}{%- endif -%}
  {%- set names = [] -%}
  {%- for column in graph.nodes['model.' ~ project_name ~ '.' ~ table_name].columns.values() -%}
    {%- set meta = column.config.meta if column.config is defined and column.config.meta else column.meta -%}
    {%- if meta.get(promise) -%}{%- do names.append(column.name) -%}{%- endif -%}
  {%- endfor -%}
  {{ return(names) }}
{%- endmacro %}


{# The columns of a published table's key that may be told: none that leads to a person. R24 #}
{% macro tellable_key(table_name) -%}
  {%- set personal = promised(table_name, 'pii') -%}
  {{ return(promised(table_name, 'key') | reject('in', personal) | list) }}
{%- endmacro %}
