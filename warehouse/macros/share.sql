{# part / whole, rounded as `ratio` does; NULL where the whole is not above 0. #}
{% macro share(part, whole, scale=6) %}case when {{ whole }} > 0 then {{ ratio(part, whole, scale) }} end{% endmacro %}


{# How much more now than before, as a share of before; NULL where before is not above 0. #}
{% macro change_rate(now, before) %}{{ share(now ~ ' - ' ~ before, before) }}{% endmacro %}
