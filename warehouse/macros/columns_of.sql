{# The columns that a relation has in the warehouse. What a model becomes may depend on them in no other way:
   by this macro it is known which models do (engines/compiled.py). #}
{% macro columns_of(relation) %}{{ return(adapter.get_columns_in_relation(relation) if execute else []) }}{% endmacro %}
