{# A US postal code as five digits or ZIP+4, whatever a spreadsheet did to it: `46506.0`, `1002`
   (lost its zero), `300642944.0`, `14004 9601`, `24502 - Lynchburg`, `32233-`; zeros only are no code.
   A text that looks like no US code is left as it is. #}
{% macro us_postal_code(expression) -%}
  {%- set plain = code("trim(" ~ expression ~ ")") -%}
  case
    when {{ matches(plain, '^0*$') }} then null
    when {{ matches(plain, '^[0-9]{3,5}$') }} then lpad({{ plain }}, 5, '0')
    when {{ matches(plain, '^[0-9]{8,9}$') }}
      then concat(substr(lpad({{ plain }}, 9, '0'), 1, 5), '-', substr(lpad({{ plain }}, 9, '0'), 6, 4))
    when {{ matches(plain, '^[0-9]{5}[ -][0-9]{4}$') }} then concat(substr({{ plain }}, 1, 5), '-', substr({{ plain }}, 7, 4))
    when {{ matches(plain, '^[0-9]{5} ?-') }} then substr({{ plain }}, 1, 5)
    else {{ plain }}
  end
{%- endmacro %}
