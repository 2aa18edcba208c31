-- R6: no published column is NULL where the YAML beside its model promises a value.
{% for name in published_tables() %}
{%- set columns = promised(name, 'not_null') %}
{{ 'union all' if not loop.first }}
{% call audit_none('promised values are there', columns | length ~ ' columns', name) %}
  select 1 as offending
  from {{ ref(name) }}
  where 1 = 0
  {%- for column in columns %}
    or {{ column }} is null
  {%- endfor %}
{% endcall %}
{%- endfor %}
