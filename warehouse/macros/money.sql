{# ISO 4217: the currencies whose smallest unit is no hundredth, by its decimal places. #}
{% macro minor_units() %}{{ return({
  0: ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'],
  3: ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'],
}) }}{% endmacro %}


{# The currency of the shop, as a text of SQL. #}
{% macro shop_currency() %}{{ return("'" ~ var('shop')['currency'] ~ "'") }}{% endmacro %}


{# The decimal places of the currency of the shop. #}
{% macro shop_places() -%}
  {%- for places, currencies in minor_units().items() if var('shop')['currency'] in currencies -%}{{ return(places) }}{%- endfor -%}
  {{ return(2) }}
{%- endmacro %}


{# What a column holds by the places of its row's currency: an expression for 0, 2 and 3 places. The shop's own
   currency is that of most rows, so it is asked for first. #}
{% macro by_places(currency, choices) -%}
  case
    when {{ currency }} = {{ shop_currency() }} then {{ choices[shop_places()] }}
    {%- for places, currencies in minor_units().items() %}
    when {{ currency }} in ('{{ currencies | join("', '") }}') then {{ choices[places] }}
    {%- endfor %}
    else {{ choices[2] }}
  end
{%- endmacro %}


{# An exact amount as it is reported: rounded half up, once, to the smallest unit of its currency. R1.
   Three places are enough for every currency, so each reported amount is a decimal(38,3). #}
{% macro half_up_money(expression, currency, places=4) -%}
  {%- set rounded = {} -%}
  {%- for digits in [0, 2, 3] -%}
    {%- do rounded.update({digits: 'cast(' ~ half_up(expression, digits, places) ~ ' as decimal(38,3))'}) -%}
  {%- endfor -%}
  {{ by_places(currency, rounded) }}
{%- endmacro %}


{# An amount per head, order or other number, reported in the same way. NULL where that number is 0. #}
{% macro money_ratio(amount, number, currency) -%}
  {%- set rounded = {} -%}
  {%- for places in [0, 2, 3] -%}
    {%- do rounded.update({places: 'cast(' ~ ratio(amount, number, places) ~ ' as decimal(38,3))'}) -%}
  {%- endfor -%}
  {{ by_places(currency, rounded) }}
{%- endmacro %}


{# How far a reported amount may lie from the exact one: half of the smallest unit of its currency. #}
{% macro half_unit(currency) -%}
  {{ by_places(currency, {0: 'cast(0.5 as decimal(5,4))', 2: 'cast(0.005 as decimal(5,4))', 3: 'cast(0.0005 as decimal(5,4))'}) }}
{%- endmacro %}
