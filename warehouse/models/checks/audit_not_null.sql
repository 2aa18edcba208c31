-- R6: no published column is NULL where the YAML beside its model promises a value.
{% for name in published_tables() %}
{%- set columns = promised(name, 'not_null') -%}
{%- if not loop.first %}union all{% endif %}
{{ audit_none('promised values are there', columns | length ~ ' columns', name,
  'select 1 as offending from ' ~ ref(name) ~ ' where ' ~ ((columns | join(' is null or ') ~ ' is null') if columns else '1 = 0')) }}
{% endfor %}
