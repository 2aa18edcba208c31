{# R20: the incentive plans of the project file. Where none holds for a store and month, it is the rule
   `[rules.incentive]`, here the plan 'standard'. Plans are few and settings, so queries spell them out. #}
{% macro incentive_plans() -%}
  {%- set standard = {
    'name': 'standard', 'valid_from': none, 'valid_to': none, 'slabs': [], 'clawback_days': 0,
    'rates': rule('incentive', 'rates') or [], 'minimum_sales': rule('incentive', 'minimum_sales'),
    'include_managers': rule('incentive', 'include_managers'),
  } -%}
  {{ return([standard] + var('incentive_plans', [])) }}
{%- endmacro %}


{# The name of the plan of a store ('source:store id') and a month (its first day). #}
{% macro incentive_plan_of(store, month) -%}
  {%- set plans = var('incentive_plans', []) -%}
  {%- if not plans -%} 'standard'
  {%- else -%}
  case
    {%- for plan in plans %}
    when {{ month }} >= cast('{{ plan.valid_from }}' as date)
      {%- if plan.valid_to %} and {{ month }} <= cast('{{ plan.valid_to }}' as date){% endif %}
      {%- if plan.stores %} and {{ store }} in ({% for it in plan.stores %}{{ sql_text(it) }}{{ ', ' if not loop.last }}{% endfor %}){% endif %} then '{{ plan.name }}'
    {%- endfor %}
    else 'standard'
  end
  {%- endif -%}
{%- endmacro %}


{# Does a plan rank managers? #}
{% macro incentive_ranks_managers(plan_name) -%}
  case {{ plan_name }}
    {%- for plan in incentive_plans() %}
    when '{{ plan.name }}' then {{ 'true' if plan.include_managers else 'false' }}
    {%- endfor %}
  end
{%- endmacro %}


{# Does a plan take back what was earned on goods that come back? #}
{% macro incentive_has_clawback(plan_name) -%}
  {%- set names = incentive_plans() | selectattr('clawback_days') | map(attribute='name') | list -%}
  {{ plan_name ~ " in ('" ~ names | join("', '") ~ "')" if names else '1 = 0' }}
{%- endmacro %}


{# The rate of a rank under a plan; 0 where it has none. #}
{% macro incentive_rank_rate(plan_name, sales_rank) -%}
  case
    {%- for plan in incentive_plans() %}{% for rate in plan.rates %}
    when {{ plan_name }} = '{{ plan.name }}' and {{ sales_rank }} = {{ loop.index }} then cast({{ rate }} as decimal(10,6))
    {%- endfor %}{% endfor %}
    else cast(0 as decimal(10,6))
  end
{%- endmacro %}


{# What the slabs of a plan give on an amount of own net sales: each its rate on the part of the
   amount between its limit and the next one. Exact. #}
{% macro incentive_slab_amount(plan_name, amount) -%}
  case
    {%- for plan in incentive_plans() if plan.slabs %}
    when {{ plan_name }} = '{{ plan.name }}' then
      {%- for slab in plan.slabs %}
      {%- set part = amount if loop.last else 'least(' ~ amount ~ ', cast(' ~ plan.slabs[loop.index].above ~ ' as decimal(38,4)))' %}
      {{ '+ ' if not loop.first }}case when {{ amount }} > {{ slab.above }}
        then cast(cast({{ part }} - cast({{ slab.above }} as decimal(38,4)) as decimal(27,4)) * cast({{ slab.rate }} as decimal(10,6)) as decimal(38,8))
        else cast(0 as decimal(38,8)) end
      {%- endfor %}
    {%- endfor %}
    when 1 = 0 then null
    else cast(0 as decimal(38,8))
  end
{%- endmacro %}
