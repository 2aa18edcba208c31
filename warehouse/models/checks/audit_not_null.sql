-- R6: no published column is NULL where the YAML beside its model promises a value.
{% for name in published_tables() %}
{%- set columns = promised(name, 'not_null') %}
{%- set empty = [] %}
{%- for column in columns %}{% do empty.append("case when " ~ column ~ " is null then 'no " ~ column ~ "' end") %}{% endfor %}
{%- set missing = [] %}
{%- for column in columns %}{% do missing.append(column ~ ' is null') %}{% endfor %}
{{ 'union all' if not loop.first }}
{% call audit_none('promised values are there', columns | length ~ ' columns', name, 'offending.example') %}
  {{ named_rows(name, 'select *, ' ~ (text_join(', ', empty) if empty else no_examples()) ~ ' as lacks from ' ~ ref(name)
    ~ ' where ' ~ (missing | join(' or ') or '1 = 0'), also='lacks') }}
{% endcall %}
{%- endfor %}
