-- R5: every published table has one row per key, and its key is never NULL.
{% for name in published_tables() %}
{%- set keys = promised(name, 'key') or ['1'] -%}
{%- if not loop.first %}union all{% endif %}
{{ audit_none('one row per key', keys | join(', '), name,
  'select ' ~ keys | join(', ') ~ ', count(*) as copies from ' ~ ref(name) ~ ' group by ' ~ keys | join(', ') ~ ' having count(*) > 1') }}
{% endfor %}
