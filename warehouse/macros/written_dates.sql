{# Dates and times as people and spreadsheets write them. Where day and month could be swapped, `order`
   (day_first, month_first) says which it is; without it the text stays unread.

     2024-05-22  2024/5/22  20240522  22.05.2024  22/05/2024  05-22-24  22-May-24  May 22, 2024
     45434 (Excel's days since 1899-12-30); each but the last also with a time: 13:45, 1:45:30 PM, and a time
     with its distance from UTC: 13:45Z, 13:45:30 +02:00 #}

{# A moment made by written_moment (a column, because its expression is long) as the text of a date;
   the original where it is none. #}
{% macro date_text(moment, original) -%}
  case when {{ typed("substr(" ~ moment ~ ", 1, 10)", 'date') }} is not null then {{ day_of(moment) }} else {{ original }} end
{%- endmacro %}


{# The same as the text of a time stamp. #}
{% macro moment_text(moment, original) -%}
  case when {{ typed(moment, 'timestamp') }} is not null then {{ moment }} else {{ original }} end
{%- endmacro %}


{# Why a date cannot be read although it looks like one; NULL where nothing is wrong with it. #}
{% macro unclear_date(expression, order) -%}
  {%- if order -%} cast(null as {{ type_name('varchar') }})
  {%- else -%}
  case when {{ matches("trim(" ~ expression ~ ")", written_pattern('numbers')) }}
        and {{ written_number(expression, 1) }} <= '12' and {{ written_number(expression, 2) }} <= '12'
        and {{ written_number(expression, 1) }} <> {{ written_number(expression, 2) }}
    then {{ problem(expression, 'unclear_date', 'trim(' ~ expression ~ ')') }} end
  {%- endif -%}
{%- endmacro %}


{# '2024-05-22' or '2024-05-22 13:45:00', which may yet be no date (2024-02-30); else NULL. `swapped`: a
   spreadsheet took the days up to 12 for months and made dates of them, which are turned back. #}
{% macro written_moment(expression, order, swapped=false) -%}
  {%- set text = "trim(" ~ expression ~ ")" -%}
  {%- set day = {'iso': [1, 3, 2] if swapped else [1, 2, 3], 'compact': [1, 2, 3], 'dots': [3, 2, 1]} -%}
  case
    when {{ matches(text, '^[2-7][0-9]{4}([.][0-9]+)?$') }} then {{ serial_moment(text) }}
    {%- for shape, places in day.items() %}
    when {{ matches(text, written_pattern(shape)) }}
      then {{ iso_day(text, written_pattern(shape), places) }} || {{ written_time(text) }}
    {%- endfor %}
    when {{ matches(text, written_pattern('numbers')) }}
      then case
        when {{ written_number(expression, 1) }} > '12' or {{ written_number(expression, 1) }} = {{ written_number(expression, 2) }}
          {{ "or " ~ written_number(expression, 2) ~ " <= '12'" if order == 'day_first' }}
          then {{ iso_day(text, written_pattern('numbers'), [3, 2, 1]) }}
        when {{ written_number(expression, 2) }} > '12'
          {{ "or " ~ written_number(expression, 1) ~ " <= '12'" if order == 'month_first' }}
          then {{ iso_day(text, written_pattern('numbers'), [3, 1, 2]) }}
        end || {{ written_time(text) }}
    when {{ matches(text, written_pattern('day_name')) }}
      then {{ iso_day(text, written_pattern('day_name'), [3, 2, 1]) }} || {{ written_time(text) }}
    when {{ matches(text, written_pattern('name_day')) }}
      then {{ iso_day(text, written_pattern('name_day'), [3, 1, 2]) }} || {{ written_time(text) }}
  end
{%- endmacro %}


{% macro written_pattern(shape) -%}
  {%- set time = '([T ,]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)? ?([AaPp][Mm])?( ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?)?$' -%}
  {%- set day = {
    'iso': '^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})',
    'compact': '^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})',
    'dots': '^([0-9]{1,2})[.]([0-9]{1,2})[.]([0-9]{4}|[0-9]{2})',
    'numbers': '^([0-9]{1,2})[-/]([0-9]{1,2})[-/]([0-9]{4}|[0-9]{2})',
    'day_name': '^([0-9]{1,2})[-/. ]+([A-Za-z]{3})[a-z]*[-/., ]+([0-9]{4}|[0-9]{2})',
    'name_day': '^([A-Za-z]{3})[a-z]*[. ]+([0-9]{1,2}),? +([0-9]{4})',
  } -%}
  {{ return(day[shape] ~ time) }}
{%- endmacro %}


{# One of the two leading numbers of a date such as 03/04/2024, in two digits. #}
{% macro written_number(expression, place) -%}
  lpad({{ part_of("trim(" ~ expression ~ ")", written_pattern('numbers'), place) }}, 2, '0')
{%- endmacro %}


{# year-month-day from three groups of a pattern; a year of two digits is from 1970 to 2069. #}
{% macro iso_day(text, pattern, places) -%}
  {%- set year = part_of(text, pattern, places[0]) -%}
  case when length({{ year }}) = 4 then {{ year }} when {{ year }} >= '70' then '19' || {{ year }} else '20' || {{ year }} end
    || '-' || {{ month_number(part_of(text, pattern, places[1])) }} || '-' || lpad({{ part_of(text, pattern, places[2]) }}, 2, '0')
{%- endmacro %}


{# A month by its number or the first three letters of its English name; '00' for anything else. #}
{% macro month_number(part) -%}
  case when {{ matches(part, '^[0-9]') }} then lpad({{ part }}, 2, '0')
    else lpad(cast(cast(floor((instr('jan.feb.mar.apr.may.jun.jul.aug.sep.oct.nov.dec', lower({{ part }})) + 3) / 4.0) as integer) as {{ type_name('varchar') }}), 2, '0') end
{%- endmacro %}


{# ' 13:45:00', with its distance from UTC if it has one, where the text ends in a time, else ''. #}
{% macro written_time(text) -%}
  {%- set pattern = '([0-9]{1,2}):([0-9]{2})(:([0-9]{2}))?([.][0-9]+)? ?([AaPp]?)[Mm]?( ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?$' -%}
  {%- set hour = part_of(text, pattern, 1) -%}
  {%- set half = "lower(" ~ part_of(text, pattern, 6) ~ ")" -%}
  case when not {{ matches(text, pattern) }} then ''
    else ' ' || case
        when {{ half }} = 'p' and {{ hour }} <> '12' then cast(cast(nullif({{ hour }}, '') as integer) + 12 as {{ type_name('varchar') }})
        when {{ half }} = 'a' and {{ hour }} = '12' then '00'
        else lpad({{ hour }}, 2, '0') end
      || ':' || {{ part_of(text, pattern, 2) }} || ':' || coalesce(nullif({{ part_of(text, pattern, 4) }}, ''), '00')
      || {{ part_of(text, pattern, 8) }} end
{%- endmacro %}


{# Excel's serial number as a moment, to the second; a whole one as a date. #}
{% macro serial_moment(text) -%}
  {%- set moment = timestamp_text(epoch_timestamp("cast(round((" ~ try_cast_to(text, 'decimal(18,8)') ~ " - 25569) * 86400) as bigint)")) -%}
  case when {{ matches(text, '[.]') }} then {{ moment }} else substr({{ moment }}, 1, 10) end
{%- endmacro %}


{% macro part_of(text, pattern, group) %}regexp_extract({{ text }}, '{{ pattern }}', {{ group }}){% endmacro %}
