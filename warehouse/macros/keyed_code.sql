{# R24: a code of an order, a line, a ticket …, which tells it apart and says nothing else: half of an
   HMAC-SHA256 (RFC 2104), 32 hex digits, by a key of the audience alone. NULL stays NULL. A query that calls it
   joins `audience_keys` once: the padded keys, which no published table holds. `kind` keeps an order and a
   ticket of the same number apart. #}
{% macro keyed_code(kind, expression) -%}
  {%- set message = "concat('" ~ kind ~ " ', " ~ expression ~ ")" -%}
  case when {{ expression }} is not null then substr({{ hmac_sha256('audience_keys.inner_pad', 'audience_keys.outer_pad', message) }}, 1, 32) end
{%- endmacro %}


{% macro audience_keys(audience) -%}
  (select inner_pad, outer_pad from {{ source('science', 'audience_keys') }} where audience = '{{ audience }}') as audience_keys
{%- endmacro %}


{# HMAC-SHA256 in lower hex digits of a text, by a key that is padded already (in hex digits too). #}
{% macro hmac_sha256(inner, outer, message) %}{{ return(adapter.dispatch('hmac_sha256', 'tillhouse')(inner, outer, message)) }}{% endmacro %}

{% macro default__hmac_sha256(inner, outer, message) -%}
  sha2(concat(unhex({{ outer }}), unhex(sha2(concat(unhex({{ inner }}), encode({{ message }}, 'UTF-8')), 256))), 256)
{%- endmacro %}

{% macro duckdb__hmac_sha256(inner, outer, message) -%}
  sha256(unhex({{ outer }}) || unhex(sha256(unhex({{ inner }}) || encode({{ message }}))))
{%- endmacro %}
