-- R5: every published table has one row per key, and its key is never NULL.
{% for name in published_tables() %}
{%- set keys = (promised(name, 'key') or ['1']) | join(', ') %}
{%- set line = line_key_of(name) %}
{%- set line = ', min(' ~ line ~ ') as ' ~ line if line else '' %}
{%- set doubled = 'select ' ~ keys ~ line ~ ', count(*) as copies from ' ~ ref(name) ~ ' group by ' ~ keys ~ ' having count(*) > 1' %}
{{ 'union all' if not loop.first }}
{% call audit_none('one row per key', keys, name, 'offending.example') %}
  {{ named_rows(name, doubled) }}
{% endcall %}
{%- endfor %}
