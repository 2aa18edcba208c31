{# A number as people and programs write it, as plain text (`-1250.50`); any other text as it is, so that
   intake rejects it with its own words. Signs of money, a minus behind and parentheses are read:

     1,250.50  1.250,50  1'250.50  (1)  1-  ($10.00)  12.00 EUR  € 1.234,50  10,-  1e-05

   What reads in one way only is read in that way; `notation` (dot, comma) says which sign stands before
   the decimals where both would do: 1,500. The same as `onboarding/notation.py`. #}
{% macro read_number(expression, notation='dot') -%}
  {%- set text = "trim(" ~ expression ~ ")" -%}
  {%- set other = 'comma' if notation == 'dot' else 'dot' -%}
  case
    {#- digits and one dot are the same in both notations but for 1.500 #}
    when {{ matches(text, '^-?[0-9]+' ~ ('([.][0-9]*)?' if notation == 'dot' else '([.]([0-9]|[0-9][0-9]|[0-9]{4,}))?') ~ '$') }}
      or {{ matches(text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)[eE][+-]?[0-9]{1,3}$') }} then {{ text }}
    {%- for way in [notation, other] %}
    when {{ matches_text(text, written_number_pattern(way)) }} then {{ written_digits(text, way) }}
    {%- endfor %}
    else nullif({{ text }}, '') end
{%- endmacro %}


{# Cents as what they are hundredths of, as plain text; any other text as it is. #}
{% macro from_cents(text) -%}
  case when {{ matches("(" ~ text ~ ")", '^-?[0-9]+([.]0*)?$') }}
    then cast({{ try_cast_to(text, 'decimal(16,0)') }} * cast(0.01 as decimal(3,2)) as {{ type_name('varchar') }}) else {{ text }} end
{%- endmacro %}


{# `matches` for a pattern that holds quotes. #}
{% macro matches_text(expression, pattern) %}{{ return(matches(expression, sql_text(pattern)[1:-1])) }}{% endmacro %}


{# Sign and digits of a text that fits the pattern. #}
{% macro written_digits(text, notation) -%}
  {%- set kept = replace_all(text, '[^0-9' ~ (',' if notation == 'comma' else '.') ~ ']', '') -%}
  case when {{ matches(text, '^[^0-9.,]*[(−-]|[0-9][^0-9.,]*[−-]$') }} then '-' else '' end || {{ "replace(" ~ kept ~ ", ',', '.')" if notation == 'comma' else kept }}
{%- endmacro %}


{% macro written_number_pattern(notation) -%}
  {%- set decimal, thousands = (',', '.') if notation == 'comma' else ('.', ',') -%}
  {%- set blanks = "'’ " ~ "\u00a0\u202f\u2009" -%}
  {%- set gap = "[ \u00a0\u202f]?" -%}
  {%- set codes = currency_codes() ~ '|Fr|kr|Kr|zł|Kč|Ft|lei|Lei|Rs|TL' -%}
  {%- set money = '(US[$]|R[$]|[$€£¥₹₺₽₩₪₫₴฿₦₱]|' ~ codes ~ ')' -%}
  {%- set group = '[' ~ thousands ~ blanks ~ ']' -%}
  {%- set grouped = '[1-9][0-9]{0,2}(' ~ group ~ '[0-9]{2,3})*' ~ group ~ '[0-9]{3}' -%}
  {%- set body = '(([0-9]+|' ~ grouped ~ ')([' ~ decimal ~ ']([0-9]*|[-–]{1,2}))?|[' ~ decimal ~ '][0-9]+)' -%}
  {{ return('^[(]?[+−-]?' ~ gap ~ money ~ '?' ~ gap ~ '[+−-]?' ~ gap ~ body ~ '[)−-]?' ~ gap ~ '(' ~ money ~ '|%)?' ~ gap ~ '[)−-]?$') }}
{%- endmacro %}
