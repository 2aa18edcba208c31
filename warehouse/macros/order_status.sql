{# R3: a delivered word of status as the lists of words have it: small letters, one blank for each run
   of blanks, `-` and `_`. #}
{% macro status_word(expression) %}lower({{ replace_all("trim(" ~ expression ~ ")", '[ _-]+', ' ') }}){% endmacro %}


{# The words of `status_words.sql` as rows: vendor ('' for words that are sure anywhere), word, status,
   and whether the word marks the vendor's set. #}
{% macro known_statuses() -%}
  {%- set rows = [] -%}
  {%- for status, names in sure_status_words().items() %}{% for name in names %}{% do rows.append(['', name, status, 0]) %}{% endfor %}{% endfor -%}
  {%- for vendor, set in vendor_statuses().items() %}{% for name, status in set['words'].items() -%}
    {%- do rows.append([vendor, name, status, 1 if name in set['marks'] else 0]) -%}
  {%- endfor %}{% endfor -%}
  select * from (values
    {%- for row in rows %}
    ({{ sql_text(row[0]) }}, {{ sql_text(row[1]) }}, '{{ row[2] }}', {{ row[3] }}){{ "," if not loop.last }}
    {%- endfor %}
  ) as known (vendor, word, status, is_mark)
{%- endmacro %}


{# The answers to questions `status.<word>` as rows: source, the word in small letters, our word. R26 #}
{% macro answered_statuses() -%}
  {%- set rows = [] -%}
  {%- for source_name, answers in var('answers', {}).items() %}{% for key, answer in answers.items() -%}
    {%- if key.startswith('status.') and answer in ['completed', 'open', 'cancelled', 'failed'] -%}
      {%- do rows.append([source_name, key[7:] | trim | lower, answer]) -%}
    {%- endif -%}
  {%- endfor %}{% endfor -%}
  {%- if rows %}
  select * from (values
    {%- for row in rows %}
    ({{ sql_text(row[0]) }}, {{ sql_text(row[1]) }}, '{{ row[2] }}'){{ "," if not loop.last }}
    {%- endfor %}
  ) as answered (source_system, word, status)
  {%- else %}
  select 'nobody' as source_system, '' as word, 'unknown' as status from (select 1 as nothing) as nowhere where 1 = 0
  {%- endif %}
{%- endmacro %}
