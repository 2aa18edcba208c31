{# A duration as minutes, as text: a number in the declared unit, or a spreadsheet's 0:05:30, which
   needs none. Another text is handed on as it is. #}
{% macro minutes_text(expression, unit) -%}
  {%- set text = "trim(" ~ expression ~ ")" -%}
  {%- set clock = '^([0-9]{1,4}):([0-9]{2}):([0-9]{2})$' -%}
  {%- set number = typed(text, 'decimal(18,4)') -%}
  {%- set parts = [] -%}
  {%- for at in [1, 2, 3] -%} {%- do parts.append("cast(nullif(" ~ part_of(text, clock, at) ~ ", '') as bigint)") -%} {%- endfor -%}
  case
    when {{ matches(text, clock) }}
      then cast({{ ratio("(" ~ parts[0] ~ " * 3600 + " ~ parts[1] ~ " * 60 + " ~ parts[2] ~ ")", 60, 4) }} as {{ type_name('varchar') }})
    when {{ number }} is not null
      then cast({{ ratio(number, 60, 4) if unit == 'seconds' else "cast(" ~ times(number, 60 if unit == 'hours' else 1) ~ " as decimal(38,4))" }} as {{ type_name('varchar') }})
    else {{ expression }}
  end
{%- endmacro %}


{# A setting that the project file gives for a kind of source; none where it gives none. #}
{% macro kind_setting(kind, name) %}{{ return(var('kind_settings', {}).get(kind, {}).get(name)) }}{% endmacro %}
