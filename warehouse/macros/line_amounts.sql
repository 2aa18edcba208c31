{# R2: what a line of the contract asks for after its own discount, as its source tells it, tax or not. #}
{% macro told_net_amount(lines) -%}
  {%- set gross = told_gross_amount(lines) -%}
  cast({{ gross }} - coalesce({{ lines }}.discount_amount,
    case when coalesce({{ lines }}.discount_rate, 0) = 0 then cast(0 as decimal(38,4)) else {{ money_of(gross, lines ~ '.discount_rate') }} end) as decimal(38,4))
{%- endmacro %}


{# The same before its discount. #}
{% macro told_gross_amount(lines) -%}
  coalesce({{ lines }}.gross_amount, {{ money_of(lines ~ '.quantity', lines ~ '.unit_price') }})
{%- endmacro %}


{# R4: the business day of a sale: that of its moment in the store's own zone, where the moment is exact
   and the day that came is that of the shop's zone; else the day that came. #}
{% macro store_day(day, moment, is_exact, time_zone) -%}
  {%- set shop = "'" ~ var('shop')['time_zone'] ~ "'" -%}
  case when {{ is_exact }} and {{ time_zone }} <> {{ shop }} and {{ day }} = {{ local_date(moment, shop) }}
    then {{ local_date(moment, time_zone) }} else {{ day }} end
{%- endmacro %}


{# The name of a zone of the tz database; NULL for what is none, which no engine could compute with. #}
{% macro known_time_zone(expression) -%}
  case when trim({{ expression }}) in ({% for name in modules.pytz.all_timezones %}'{{ name }}'{{ "," if not loop.last }}{% endfor %}) then trim({{ expression }}) end
{%- endmacro %}
