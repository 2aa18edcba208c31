{# Rows of an entity that did not get into silver, by what became of them and why, in the shape of
   `account`. Of several things that are wrong with a row the first is taken: a row is told once. R6 #}
{% macro account_of_rest(entity) -%}
select
    source_system,
    '{{ entity }}' as entity,
    case _fate when 'quarantined' then 'rejected' when 'superseded' then 'replaced' else _fate end as state,
    case
        when _fate = 'quarantined' then case when position(chr(29) in _problems) > 0
            then {{ code_of_problem('split_part(_problems, chr(30), 1)') }} else 'source_problem' end
        when _fate = 'superseded' then case when _replaced_by is null then 'deleted' else 'delivery' end
        when _fate = 'held' then _question
        else _fate
    end as reason,
    case
        when _fate = 'quarantined' then nullif(split_part(split_part(_problems, chr(30), 1), chr(31), 1), _problems)
        when _fate = 'superseded' then _replaced_by
    end as detail,
    cast(null as {{ type_name('varchar') }}) as order_key,
    _amount as amount
from {{ ref('intake_' ~ entity) }}
where _fate <> 'loaded'
{%- endmacro %}
