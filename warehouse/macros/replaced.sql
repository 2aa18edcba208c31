{# A table or view is replaced in one statement. The adapter's way (make another, rename twice, drop)
   takes six, which is more than most of these queries need; readers have the published files. #}

{% materialization table, adapter='duckdb' %}{{ return(replaced('table')) }}{% endmaterialization %}

{% materialization view, adapter='duckdb' %}{{ return(replaced('view')) }}{% endmaterialization %}


{% macro replaced(kind) -%}
  {%- set existing = load_cached_relation(this) -%}
  {%- if existing is not none and existing.type != kind %}{{ adapter.drop_relation(existing) }}{% endif -%}
  {%- set relation = this.incorporate(type=kind) -%}
  {%- call statement('main') -%}
    create or replace {{ kind }} {{ relation }} as {{ sql }}
  {%- endcall -%}
  {{ adapter.commit() }}
  {{ return({'relations': [relation]}) }}
{%- endmacro %}
