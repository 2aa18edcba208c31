{# An amount with its sign turned. Not `-amount`: Sail 0.7 then forgets the amount's digits where a
   batch holds a single row ("arguments need to have the same data type"). #}
{% macro negated(amount) %}cast(0 - {{ amount }} as decimal(38,4)){% endmacro %}
