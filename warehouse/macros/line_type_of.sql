{# R2: what a product with this name, category or number is, 'goods' where nothing says else. #}
{% macro line_type_of(names) -%}
  case
    {%- if rule('line_types', 'goods') %}
    when {% for name in names %}{{ matches(bare_name(name), line_type_pattern(rule('line_types', 'goods'))) }}{{ " or " if not loop.last }}{% endfor %} then 'goods'
    {%- endif %}
    {%- for type, phrases in line_type_phrases().items() %}
    {%- set all_phrases = phrases + (rule('line_types', type) or []) %}
    when {% for name in names -%}
      {{ matches(bare_name(name), line_type_pattern(all_phrases, type == 'gift_card')) }}
      {%- if type == 'gift_card' %} and not {{ matches(bare_name(name), line_type_pattern(all_phrases, true) | replace('^.* ', ' (?:for|für|pour|para|per|voor) (?:.* )?')) }}{% endif %}
      {{- " or " if not loop.last }}
    {%- endfor %} then '{{ type }}'
    {%- endfor %}
    else 'goods'
  end
{%- endmacro %}


{# The kind of a line in our words as its source tells it; NULL where it does not, or in other words. #}
{% macro told_line_type(expression) -%}
  {%- set word = status_word(expression) -%}
  case
    {%- for type, words in line_type_words().items() %}
    when {{ word }} in ({% for it in words %}'{{ it }}'{{ ", " if not loop.last }}{% endfor %}) then '{{ type }}'
    {%- endfor %}
  end
{%- endmacro %}


{# Does a line of this kind count as a sale? #}
{% macro is_sold(line_type) %}({{ line_type }} in ('goods', 'service')){% endmacro %}


{# A name in small letters between blanks, with one blank for whatever is no letter. #}
{% macro bare_name(expression) %}concat(' ', trim({{ replace_all("lower(coalesce(" ~ expression ~ ", ''))", '[^a-zßà-öø-ÿœ]+', ' ') }}), ' '){% endmacro %}


{% macro line_type_pattern(phrases, may_follow=false) -%}
  {%- set bare = [] -%}
  {%- for phrase in phrases -%}
    {%- do bare.append(phrase | lower | replace('(', '(?:') | replace(')', ')?') | replace('-', ' ') | replace("'", ' ')) -%}
  {%- endfor -%}
  {%- set fillers = '(?:(?:' ~ line_type_fillers() | join('|') ~ ') )*' -%}
  {{ return('^' ~ ('.* ' if may_follow else ' ' ~ fillers) ~ '(?:' ~ bare | join('|') ~ ') ' ~ fillers ~ '$') }}
{%- endmacro %}
