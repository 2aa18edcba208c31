{# The currency that is written into an amount (`12.00 USD`, `£9.50`), by ISO 4217; NULL where none is, or where
   a sign belongs to several that are not the shop's (`kr`). A bare `$` or `¥` is the shop's own where its
   currency has that sign, else that of the United States or Japan. R1 #}
{% macro currency_in(column) -%}
  {%- set text = "trim(" ~ column ~ ")" -%}
  {%- set own = var('shop')['currency'] -%}
  case
    when {{ matches(text, '(^|[^A-Za-z])(' ~ currency_codes() ~ ')([^A-Za-z]|$)') }}
      then regexp_extract({{ text }}, '({{ currency_codes() }})', 1)
    {%- for signs, currency in currency_signs(own) %}
    when {{ matches(text, signs) }} then '{{ currency }}'
    {%- endfor %} end
{%- endmacro %}


{% macro currency_codes() -%}
  {{ return('USD|EUR|GBP|CHF|JPY|CNY|AUD|CAD|NZD|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|BGN|TRY|RUB|UAH|INR|PKR|BRL|MXN|ARS|CLP|COP|PEN|ZAR|NGN|KES|EGP|MAD|TND|ILS|AED|SAR|QAR|KWD|BHD|OMR|JOD|SGD|HKD|TWD|THB|MYR|IDR|PHP|VND|KRW') }}
{%- endmacro %}


{# Patterns and currencies, the longer signs first. #}
{% macro currency_signs(own) -%}
  {%- set dollars = ['USD', 'AUD', 'CAD', 'NZD', 'SGD', 'HKD', 'TWD', 'MXN', 'ARS', 'CLP', 'COP'] -%}
  {%- set found = [('US[$]', 'USD'), ('R[$]', 'BRL'),
      ('[$]', own if own in dollars else 'USD'),
      ('[¥]', own if own in ['JPY', 'CNY'] else 'JPY'),
      ('€', 'EUR'), ('£', 'GBP'), ('₹', 'INR'), ('₺', 'TRY'), ('₽', 'RUB'), ('₩', 'KRW'), ('₪', 'ILS'),
      ('₫', 'VND'), ('₴', 'UAH'), ('฿', 'THB'), ('₦', 'NGN'), ('₱', 'PHP'),
      ('zł', 'PLN'), ('Kč', 'CZK'), ('Ft', 'HUF'), ('[Ll]ei', 'RON'), ('TL', 'TRY')] -%}
  {%- if own in ['SEK', 'NOK', 'DKK', 'ISK'] -%}{%- do found.append(('[Kk]r', own)) -%}{%- endif -%}
  {%- if own == 'CHF' -%}{%- do found.append(('Fr', own)) -%}{%- endif -%}
  {%- if own in ['INR', 'PKR'] -%}{%- do found.append(('Rs', own)) -%}{%- endif -%}
  {{ return(found) }}
{%- endmacro %}
