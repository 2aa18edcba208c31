-- R20: the plans of the project file and the standard one, as rows, for what depends on few of their
-- terms; ranks and slabs are spelt out where they are paid.
{%- for plan in incentive_plans() %}
{{ 'union all' if not loop.first }}
select
  cast('{{ plan.name }}' as {{ type_name('varchar') }}) as plan_name,
  {%- for limit in ['valid_from', 'valid_to'] %}
  cast({{ "'" ~ plan[limit] ~ "'" if plan[limit] else 'null' }} as date) as {{ limit }}_date,
  {%- endfor %}
  cast({{ plan.minimum_sales }} as decimal(38,3)) as minimum_sales_amount,
  cast({{ plan.clawback_days }} as bigint) as clawback_days
{%- endfor %}
