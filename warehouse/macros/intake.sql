{# The contract of an entity, carried out. The columns, their types and which are required come
   from the YAML of the model that calls this; the rows come from every staging model of the
   entity. Each row leaves with its fate (R6, R7):

     quarantined  a required value is missing or cannot be read, or a number is beyond its bound
     superseded   a later delivery replaced its slice
     identical    a copy inside one delivery, where the source declares copies to be the same
     held         a question about it is open, or its source waits for an answer (R26); what came
                  before stays
     loaded       all others

   A staging model gives the contract's columns that its source has, and, where they apply:
     _slice    what a later delivery replaces as a whole (an order number; a store and day)
     _version  text that sorts by the time of the version within a slice; may be NULL
     _part     text that tells apart several deliveries of a slice inside one file; may be NULL
     _copy     1, 2, … among rows identical inside one delivery; NULL where rows have a key
     _deleted  'true' where the source says that the row of this slice is gone; it is `superseded`
               and whatever came of the slice before with it
     _problem  what else the source knows to be wrong with the row (see `problem`); NULL when nothing
     _question the key of an open question that the row hangs on (see `open_question`); NULL when none
     _till     the till that an order's number may begin again in
     _restarts 'false' where order numbers never begin again: the key of a database #}
{% macro intake() %}
{%- set entity = model.name.replace('intake_', '') -%}
{%- set columns = model.columns.values() | rejectattr('name', 'in', intake_technical_columns()) | list -%}
{%- set values = columns | rejectattr('name', 'equalto', 'source_system') | list -%}
{%- set staged = var('staging_models').get(entity, []) -%}
{%- set has_moment = 'ordered_at' in values | map(attribute='name') | list -%}
{%- set beside = beside_number(columns | map(attribute='name') | list) -%}
with delivered as (
  {%- for name in staged %}
  {% if not loop.first %}union all{% endif %}
  {{ select_staged(name, columns | map(attribute='name') | list + intake_options()) }}
  {%- else %}
  {{ intake_nothing(columns) }}
  {%- endfor %}
),

read as (
  select
    source_system,
    {%- for c in values %}
    {{ c.name }} as _raw_{{ c.name }},
    {{ typed(c.name, c.data_type) }}{{ " || coalesce(" ~ beside ~ ", '')" if c.name == 'order_id' and beside }} as {{ c.name }},
    {%- endfor %}
    {%- if has_moment %}
    coalesce({{ has_offset('trim(ordered_at)') }}, false) as _is_exact_moment,
    {%- endif %}
    _problem, _question as _asked, {{ "concat_ws('', _slice, " ~ beside ~ ")" if beside else '_slice' }} as _replaces,
    _copy, _deleted, _restarts, _load_id, _source_file, _source_row,
    concat_ws('|', coalesce(_version, ''), _load_id, lpad(coalesce(_part, ''), 12, '0')) as _unit
  from delivered
),

bounded as (
  select
    source_system,
    {%- for c in values %}
    _raw_{{ c.name }}, {{ within_bound(c) }} as {{ c.name }},
    {%- endfor %}
    {{ '_is_exact_moment, ' if has_moment }}_problem, _asked, _replaces, _copy, _deleted, _restarts, _load_id, _source_file, _source_row, _unit
  from read
),

reasoned as (
  select *,
    case when _deleted = 'true' then null else nullif(concat_ws(chr(30), _problem
      {%- for c in values if intake_meta(c).get('required') or number_bound(c) %},
      {{ problem_of_column(c) }}
      {%- endfor %}
      {%- if model.columns['_amount'] and number_bound(model.columns['_amount']) %},
      {{ problem_of_product(number_bound(model.columns['_amount'])) }}
      {%- endif %}), '') end as _problems
  from bounded
),

judged as (
  select
    source_system,
    {%- for c in values %}
    {{ c.name }},
    {%- endfor %}
    _problems,
    case when _problems is not null then concat_ws(', '
      {%- for c in values %},
      '{{ c.name }}=' || _raw_{{ c.name }}
      {%- endfor %}) end as _delivered,
    nullif(concat_ws(', ', cast(null as {{ type_name('varchar') }})
      {%- for c in values if c.data_type != 'varchar' and not intake_meta(c).get('required') %},
      case when {{ c.name }} is null and {{ typed('_raw_' ~ c.name, 'varchar') }} is not null then '{{ c.name }}' end
      {%- endfor %}), '') as _unread_fields,
    {{ '_is_exact_moment, ' if has_moment }}_asked, _replaces, _copy, _deleted, _restarts, _unit, _load_id, _source_file, _source_row
  from reasoned
),

{% if entity in ['orders', 'order_lines'] %}{{ disputed_numbers() }}{% else %}asked as (
  select *, _asked as _question, _replaces as _slice from judged
){% endif %},

-- only what came more than once can be superseded
replaced as (
  select
    source_system,
    _slice,
    max(_unit) as _last_unit,
    max(case when _question is null then _unit end) as _latest_unit
  from asked
  where _problems is null and _slice is not null
  group by source_system, _slice
  having min(_unit) < max(_unit)
)

select
  {%- for c in columns %}
  judged.{{ c.name }},
  {%- endfor %}
  cast({{ intake_amount(columns) }} as decimal(38,4)) as _amount,
  case
    when _problems is not null then 'quarantined'
    when judged._unit < case when _question is null then replaced._latest_unit else replaced._last_unit end then 'superseded'
    when _question is not null then 'held'
    when _deleted = 'true' then 'superseded'
    when _copy > 1 and {{ intake_drops_copies(entity) }} then 'identical'
    when {{ intake_waits() }} then 'held'
    else 'loaded'
  end as _fate,
  case when judged._unit < case when _question is null then replaced._latest_unit else replaced._last_unit end
    then {{ unit_load('case when _question is null then replaced._latest_unit else replaced._last_unit end') }} end as _replaced_by,
  coalesce(_copy, 1) > 1 as _is_copy,
  {{ '_is_exact_moment,' if has_moment }}
  coalesce(_question, case when {{ intake_waits() }} then '(source)' end) as _question,
  _problems,
  _unread_fields,
  _delivered,
  _unit,
  _load_id,
  _source_file,
  cast(_source_row as bigint) as _source_row
from asked as judged
left join replaced on judged.source_system = replaced.source_system and judged._slice = replaced._slice
{% endmacro %}


{% macro intake_technical_columns() %}{{ return(['_amount', '_fate', '_replaced_by', '_is_copy', '_is_exact_moment', '_question', '_problems', '_unread_fields', '_delivered', '_unit', '_load_id', '_source_file', '_source_row']) }}{% endmacro %}


{# What a staging model may say of its rows beside the contract's columns; NULL when it does not. #}
{% macro intake_options() %}{{ return(['_slice', '_version', '_part', '_copy', '_deleted', '_problem', '_question', '_till', '_restarts']) }}{% endmacro %}


{# Rows of a staging model in the given columns: it brings those that its source has, the others
   are NULL. `_copy` is a number, all others are text. #}
{% macro select_staged(name, columns) -%}
  {%- set relation = ref(name) -%}
  {%- set types = {} -%}
  {%- for column in columns_of(relation) -%}
    {%- do types.update({column.name: column.dtype | lower}) -%}
  {%- endfor -%}
  select {% for column in columns -%}
    {{ as_text(column, types[column]) if column in types or not execute else intake_null(column) }}, {% endfor -%}
    _load_id, _source_file, _source_row
  from {{ relation }}
{%- endmacro %}


{# A column of a staging model as text: a SELECT that was mended by hand may give a number or a date. #}
{% macro as_text(column, data_type) -%}
  {%- set is_text = (data_type or 'varchar').split('(')[0] in ['varchar', 'string', 'text', 'char', 'character varying'] -%}
  {%- if is_text or column == '_copy' -%} {{ column }}
  {%- else -%} cast({{ column }} as {{ type_name('varchar') }}) as {{ column }} {%- endif -%}
{%- endmacro %}


{# An entity that no source brings is an empty table of the right shape, never a special case. #}
{% macro intake_nothing(columns) -%}
  select {% for column in columns | map(attribute='name') | list + intake_options() + ['_load_id', '_source_file'] -%}
    {{ intake_null(column) }}, {% endfor -%}
    cast(null as bigint) as _source_row
  from (select 1 as nothing) as nowhere where 1 = 0
{%- endmacro %}


{% macro intake_null(column) -%}
  cast(null as {{ 'bigint' if column == '_copy' else type_name('varchar') }}) as {{ column }}
{%- endmacro %}


{% macro intake_meta(column) %}{{ return(column.config.meta if column.config is defined and column.config.meta else column.meta) }}{% endmacro %}


{# The load in the name of a unit, which is version, load and part; no load and no part holds a bar. #}
{% macro unit_load(unit) -%}
  regexp_extract(substr({{ unit }}, 1, length({{ unit }}) - 13), '[^|]*$', 0)
{%- endmacro %}


{# The money that a row carries, for the reconciliation: the column `amount`, or the gross amount
   of a line, else quantity × price. #}
{% macro intake_amount(columns) -%}
  {%- set names = columns | map(attribute='name') | list -%}
  {%- if 'quantity' in names and 'unit_price' in names -%} coalesce(gross_amount, {{ money_of('quantity', 'unit_price') }}, 0)
  {%- elif 'amount' in names -%} coalesce(amount, 0)
  {%- else -%} 0 {%- endif -%}
{%- endmacro %}


{# Sources that declare `identical_rows = "drop"` for a table that feeds the entity. R7 #}
{% macro intake_drops_copies(entity) -%}
  {%- set sources = var('drops_copies', {}).get(entity, []) -%}
  {%- if sources -%} judged.source_system in ({% for name in sources %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %})
  {%- else -%} 1 = 0 {%- endif -%}
{%- endmacro %}


{# Sources that were never published and have an open question: nothing of them goes on. R26 #}
{% macro intake_waits() -%}
  {%- set sources = var('held_sources', []) -%}
  {%- if sources -%} judged.source_system in ({% for name in sources %}'{{ name }}'{{ ", " if not loop.last }}{% endfor %})
  {%- else -%} 1 = 0 {%- endif -%}
{%- endmacro %}
