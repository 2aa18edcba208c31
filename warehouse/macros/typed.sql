{# Text to type, NULL where the text is not one. The shape is checked by a pattern first, because
   engines disagree about what else they would accept ('1e3', 'infinity', '2024-2-3'). #}

{% macro typed(expression, data_type) -%}
  {%- set text = "trim(" ~ expression ~ ")" -%}
  {%- if data_type == 'varchar' -%} nullif({{ text }}, '')
  {%- elif data_type.startswith('decimal') or data_type == 'double' -%}
    case when {{ matches(text, '^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$') }} then {{ try_cast_to(text, data_type) }} end
  {%- elif data_type in ('integer', 'bigint') -%}
    {#- over `17850.0`, in as few digits as will do: more than 18 are computed far more slowly -#}
    {%- set digits = 'decimal(18,1)' if data_type == 'integer' else 'decimal(20,1)' -%}
    case when {{ matches(text, '^[+-]?[0-9]+([.]0*)?$') }} then {{ try_cast_to(try_cast_to(text, digits), data_type) }} end
  {%- elif data_type == 'date' -%}
    case when {{ matches(text, '^(1[89]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}$') }} then {{ try_cast_to(text, 'date') }} end
  {%- elif data_type == 'timestamp' -%}
    case when {{ matches(text, '^(1[89]|20)[0-9]{2}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?$') }} then {{ try_cast_to("substr(" ~ text ~ ", 1, 26)", 'timestamp') }}
         when {{ has_offset(text) }} then {{ offset_moment(text) }} end
  {%- elif data_type == 'boolean' -%}
    case when lower({{ text }}) in ('true', 't', 'yes', 'y', '1', '1.0') then true
         when lower({{ text }}) in ('false', 'f', 'no', 'n', '0', '0.0') then false end
  {%- else -%} {{ exceptions.raise_compiler_error("no rule to read a text as " ~ data_type) }}
  {%- endif -%}
{%- endmacro %}


{% macro try_cast_to(expression, data_type) %}{{ return(adapter.dispatch('try_cast_to', 'tillhouse')(expression, data_type)) }}{% endmacro %}

{% macro default__try_cast_to(expression, data_type) %}try_cast({{ expression }} as {{ data_type }}){% endmacro %}


{# The neutral type names of the YAML in the engine's own words. #}
{% macro type_name(data_type) %}{{ return(adapter.dispatch('type_name', 'tillhouse')(data_type)) }}{% endmacro %}

{% macro default__type_name(data_type) %}{{ 'string' if data_type == 'varchar' else data_type }}{% endmacro %}

{% macro duckdb__type_name(data_type) %}{{ data_type }}{% endmacro %}
