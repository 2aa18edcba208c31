{# Folder = layer = schema: the name in dbt_project.yml is used as it stands. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name if custom_schema_name else target.schema }}
{%- endmacro %}
