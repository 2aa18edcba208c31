{# What a staging model computes of a line's money, from text to text. Numbers that cannot be read are
   handed on as they are, so that intake rejects them with their own words. R2 #}


{# A rate that is told in percent, with or without the sign, as a fraction. #}
{% macro fraction_of_percent(expression) -%}
  {%- set plain = replace_all("trim(" ~ expression ~ ")", ' ?%$', '') -%}
  coalesce({{ number_text(ratio(typed(plain, 'decimal(18,4)'), '100', 6)) }}, {{ clean(expression) }})
{%- endmacro %}


{# The total before a discount that it no longer holds: `off` says what the discount is. #}
{% macro total_before(total, discount, off, quantity="'1'") -%}
  {%- set t = wide(typed(total, 'decimal(18,4)')) -%}
  {%- set d = wide("coalesce(" ~ typed(discount, 'decimal(18,4)') ~ ", 0)") -%}
  {%- set hundred = {'fraction': '1', 'percent': '100'} -%}
  {%- if off in hundred -%}
  coalesce({{ number_text("case when " ~ d ~ " < " ~ hundred[off] ~ " then "
      ~ ratio(t ~ " * " ~ hundred[off], hundred[off] ~ " - " ~ d, 4) ~ " end") }}, {{ clean(total) }})
  {%- elif off == 'each' -%}
  coalesce({{ number_text("cast(" ~ t ~ " + " ~ d ~ " * " ~ typed(quantity, 'decimal(18,4)') ~ " as decimal(38,4))") }}, {{ clean(total) }})
  {%- else -%}
  coalesce({{ number_text("cast(" ~ t ~ ('-' if off == 'negative' else '+') ~ d ~ " as decimal(38,4))") }}, {{ clean(total) }})
  {%- endif -%}
{%- endmacro %}


{# One amount less another, which counts as 0 where it is not told. #}
{% macro amount_less(amount, other) -%}
  {%- set d = wide("coalesce(" ~ typed(other, 'decimal(18,4)') ~ ", 0)") -%}
  coalesce({{ number_text("cast(" ~ typed(amount, 'decimal(18,4)') ~ " - " ~ d ~ " as decimal(38,4))") }}, {{ clean(amount) }})
{%- endmacro %}


{# Two amounts together; the second counts as 0 where it is not told. #}
{% macro amount_plus(amount, other) -%}
  {%- set d = wide("coalesce(" ~ typed(other, 'decimal(18,4)') ~ ", 0)") -%}
  coalesce({{ number_text("cast(" ~ typed(amount, 'decimal(18,4)') ~ " + " ~ d ~ " as decimal(38,4))") }}, {{ clean(amount) }})
{%- endmacro %}


{# An amount times a number of units. #}
{% macro amount_times(amount, quantity) -%}
  {{ number_text("cast(" ~ times(typed(amount, 'decimal(18,6)'), typed(quantity, 'decimal(18,4)'), 6) ~ " as decimal(38,4))") }}
{%- endmacro %}


{# What each of several units makes of an amount, exact to six places; as it is where a number is missing. #}
{% macro amount_of_each(amount, quantity) -%}
  {%- set q = typed(quantity, 'decimal(18,4)') -%}
  coalesce({{ number_text(ratio(typed(amount, 'decimal(18,4)'), "nullif(" ~ q ~ ", 0)", 6)) }}, {{ amount }})
{%- endmacro %}


{# The tax of a net amount at a rate in percent: on top of it, or in it (19 of 119). #}
{% macro tax_at(amount, rate, is_included) -%}
  {%- set x = wide(typed(amount, 'decimal(18,4)')) -%}
  {%- set r = typed(rate, 'decimal(9,4)') -%}
  {{ number_text(ratio("cast(" ~ x ~ " * " ~ r ~ " as decimal(38,4))", "100 + " ~ r if is_included else '100', 4)) }}
{%- endmacro %}


{# A number with room to be added to and multiplied. #}
{% macro wide(expression) %}cast({{ expression }} as decimal(20,4)){% endmacro %}


{% macro number_text(expression) %}cast({{ expression }} as {{ type_name('varchar') }}){% endmacro %}
