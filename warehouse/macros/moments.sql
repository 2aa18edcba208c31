{# Moments in ISO text, with their distance from UTC or as a wall clock shows them. R4 #}

{# The day of a date or moment. A moment with `Z` or an offset has the day of the shop's time zone;
   midnight to the second is how a source says that it knows only the day, and that day is kept, as
   is that of a wall clock. What is no such text is handed on as it is. #}
{% macro day_of(expression) -%}
  case
    when {{ matches(expression, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]') }} then
      case when {{ has_offset(expression) }} and not {{ matches(expression, midnight_pattern()) }}
           then coalesce(cast({{ local_date(offset_moment(expression), "'" ~ var('shop')['time_zone'] ~ "'") }} as {{ type_name('varchar') }}), {{ expression }})
           else substr({{ expression }}, 1, 10) end
    else {{ clean(expression) }}
  end
{%- endmacro %}


{# The moment; NULL where only the day is told. #}
{% macro moment_of(expression) -%}
  case when {{ matches(expression, '^[0-9]{4}-[0-9]{2}-[0-9]{2}$') }} or {{ matches(expression, midnight_pattern()) }} then null else {{ clean(expression) }} end
{%- endmacro %}


{# Is it a moment with its distance from UTC? #}
{% macro has_offset(text) %}{{ matches(text, offset_pattern()) }}{% endmacro %}


{# That moment in UTC. #}
{% macro offset_moment(text) -%}
  {%- set pattern = offset_pattern() -%}
  {%- set minutes = "(60 * coalesce(" ~ try_cast_to(part_of(text, pattern, 6), 'integer') ~ ", 0) + coalesce(" ~ try_cast_to(part_of(text, pattern, 7), 'integer') ~ ", 0))" -%}
  {%- set clock = try_cast_to("substr(concat(" ~ part_of(text, pattern, 1) ~ ", ' ', " ~ part_of(text, pattern, 2) ~ "), 1, 26)", 'timestamp') -%}
  {{ minutes_later(clock, "case when " ~ part_of(text, pattern, 5) ~ " = '-' then " ~ minutes ~ " else 0 - " ~ minutes ~ " end") }}
{%- endmacro %}


{# 1 day, 2 clock, 5 sign, 6 hours and 7 minutes of the offset. #}
{% macro offset_pattern() %}{{ return('^((?:1[89]|20)[0-9]{2}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?) ?(?:Z|z|UTC|GMT|([+-])([0-9]{2}):?([0-9]{2})?)$') }}{% endmacro %}


{% macro midnight_pattern() %}{{ return('^[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]00:00(:00([.]0+)?)? ?(Z|z|UTC|GMT|[+-][0-9]{2}:?([0-9]{2})?)?$') }}{% endmacro %}


{# A moment so many minutes later. #}
{% macro minutes_later(moment, minutes) %}{{ return(adapter.dispatch('minutes_later', 'tillhouse')(moment, minutes)) }}{% endmacro %}

{% macro default__minutes_later(moment, minutes) %}timestamp_micros(unix_micros({{ moment }}) + cast({{ minutes }} as bigint) * 60000000){% endmacro %}

{% macro duckdb__minutes_later(moment, minutes) %}({{ moment }} + to_minutes({{ minutes }})){% endmacro %}
