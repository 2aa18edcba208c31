{# R7: order numbers that come again for another day, store or customer. The answers to the question
   `orders.numbers_restart` of a source, and what each puts beside the number of an order. #}
{% macro restarts() %}{{ return({
  'no': [], 'daily': ['day'], 'yearly': ['year'], 'per_store': ['store'], 'per_store_daily': ['store', 'day'],
  'per_store_yearly': ['store', 'year'], 'per_till': ['till'], 'per_till_daily': ['till', 'day'],
}) }}{% endmacro %}


{# Source → its answer, for the sources that have one. #}
{% macro restart_answers() -%}
  {%- set found = {} -%}
  {%- for name, answers in var('answers', {}).items() if answers.get('orders.numbers_restart') in restarts() -%}
    {%- do found.update({name: answers['orders.numbers_restart']}) -%}
  {%- endfor -%}
  {{ return(found) }}
{%- endmacro %}


{# What stands beside the number of an order where the source says that numbers begin again;
   empty where no source does. An entity that does not have a part in its `columns` keeps the plain number. #}
{% macro beside_number(columns) -%}
  {%- set texts = {'till': 'trim(_till)'} -%}
  {%- if 'store_id' in columns %}{% do texts.update({'store': 'trim(store_id)'}) %}{% endif -%}
  {%- if 'business_date' in columns -%}
    {%- do texts.update({'day': 'substr(trim(business_date), 1, 10)', 'year': 'substr(trim(business_date), 1, 4)'}) -%}
  {%- endif -%}
  {%- set cases = [] -%}
  {%- for name, answer in restart_answers().items() if 'order_id' in columns -%}
    {%- set written = [] -%}
    {%- for part in restarts()[answer] if part in texts -%}
      {%- do written.append("'/' || coalesce(" ~ texts[part] ~ ", '')") -%}
    {%- endfor -%}
    {%- if written and written | length == restarts()[answer] | length -%}
      {%- do cases.append('when ' ~ sql_text(name) ~ ' then ' ~ written | join(' || ')) -%}
    {%- endif -%}
  {%- endfor -%}
  {%- if cases -%} {{ return("case source_system " ~ cases | join(' ') ~ " end") }} {%- endif -%}
  {{ return('') }}
{%- endmacro %}


{# CTEs from `judged`: `disputed` are the deliveries of a number that say another day, store or customer
   than its first delivery did, where nobody said what that means; `asked` is `judged` with the question
   on their rows. Only numbers that came more than once are looked at. A source's own key, or a slice
   that is no order, is in no dispute. #}
{% macro disputed_numbers() -%}
{%- set facts = ['business_date', 'store_id', 'customer_id'] %}
repeated as (
  select source_system, _replaces
  from judged
  where _problems is null and _restarts is distinct from 'false'
    and (_replaces = order_id or substr(_replaces, 1, length(order_id) + 1) = order_id || '|')
    {%- for name in restart_answers() %}
    and source_system <> {{ sql_text(name) }}
    {%- endfor %}
  group by source_system, _replaces
  having min(_unit) < max(_unit)
),

told as (
  select judged.source_system, judged.order_id, concat(judged._load_id, '|', judged._unit) as _delivery
    {%- for fact in facts %},
    min(judged.{{ fact }}) as first_{{ fact }}, max(judged.{{ fact }}) as last_{{ fact }}
    {%- endfor %}
  from judged
  inner join repeated on repeated.source_system = judged.source_system and repeated._replaces = judged._replaces
  where judged._problems is null and judged._deleted is distinct from 'true'
  group by judged.source_system, judged.order_id, concat(judged._load_id, '|', judged._unit)
),

compared as (
  select source_system, order_id, _delivery,
    concat_ws('|', cast(first_business_date as {{ type_name('varchar') }}), first_store_id) as _said
    {%- for fact in facts %}{% for end in ['first', 'last'] %},
    {{ end }}_{{ fact }} <> first_value({{ end }}_{{ fact }}) over (partition by source_system, order_id order by _delivery) as {{ end }}_{{ fact }}_differs
    {%- endfor %}{% endfor %}
  from told
),

disputed as (
  select source_system, order_id, _delivery, _said
  from compared
  where {% for fact in facts %}{% for end in ['first', 'last'] %}coalesce({{ end }}_{{ fact }}_differs, false){{ ' or ' if not loop.last }}{% endfor %}{{ ' or ' if not loop.last }}{% endfor %}
),

asked as (
  select
    judged.*,
    coalesce(judged._asked, case when disputed.order_id is not null then 'orders.numbers_restart' end) as _question,
    case when disputed.order_id is not null then concat_ws('|', judged._replaces, disputed._said) else judged._replaces end as _slice
  from judged
  left join disputed
    on disputed.source_system = judged.source_system and disputed.order_id = judged.order_id
    and disputed._delivery = concat(judged._load_id, '|', judged._unit)
)
{%- endmacro %}
