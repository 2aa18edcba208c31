{# R16: what is left of sales after their cost, of the lines whose cost is known. Beside it stands on
   how much of the sales it rests. Lines have cost_amount (NULL where it is not known). #}
{% macro margin_sums() -%}
  cast(sum(case when cost_amount is not null then net_amount end) as decimal(38,4)) as costed_net_amount,
  cast(sum(cost_amount) as decimal(38,4)) as cost_amount,
  cast(sum(case when cost_amount is null then 1 else 0 end) as bigint) as uncosted_count,
  cast(sum(case when is_cost_told then 0 else 1 end) as bigint) as untold_cost_count
{%- endmacro %}


{# The published columns from those sums. #}
{% macro margin_columns(sums) -%}
  case when {{ sums }}.costed_net_amount is null then 'unknown' when {{ sums }}.uncosted_count > 0 then 'partly known'
    when {{ sums }}.untold_cost_count = 0 then 'line cost' else 'standard cost' end as margin_basis,
  {{ half_up_money(sums ~ '.costed_net_amount', sums ~ '.currency_code') }} as costed_net_amount,
  {{ half_up_money(sums ~ '.cost_amount', sums ~ '.currency_code') }} as cost_amount,
  {{ half_up_money(sums ~ '.costed_net_amount - ' ~ sums ~ '.cost_amount', sums ~ '.currency_code') }} as margin_amount,
  {{ share(sums ~ '.costed_net_amount - ' ~ sums ~ '.cost_amount', sums ~ '.costed_net_amount') }} as margin_rate
{%- endmacro %}
