{# Price per unit of a line of which only the total is told, to 4 places, as text; both are columns of
   text. Where it cannot be told the total's own text is handed on. R2 #}
{% macro price_of_total(total, quantity) -%}
  coalesce(cast({{ ratio(typed(total, 'decimal(18,4)'), typed(quantity, 'decimal(18,4)'), 4) }} as {{ type_name('varchar') }}), {{ clean(total) }})
{%- endmacro %}


{# What rounding the price per unit leaves over, so that quantity × price − this is the total. R1, R2 #}
{% macro rest_of_total(total, quantity, price) -%}
  cast(cast({{ typed(quantity, 'decimal(18,4)') }} * {{ typed(price, 'decimal(18,4)') }} - {{ typed(total, 'decimal(18,4)') }} as decimal(18,4)) as {{ type_name('varchar') }})
{%- endmacro %}


{# A rate that is told in percent, with or without the sign, as a fraction; other text as it is. R2 #}
{% macro fraction_of_percent(expression) -%}
  {%- set plain = replace_all("trim(" ~ expression ~ ")", ' ?%$', '') -%}
  coalesce(cast({{ ratio(typed(plain, 'decimal(18,4)'), '100', 6) }} as {{ type_name('varchar') }}), {{ clean(expression) }})
{%- endmacro %}
