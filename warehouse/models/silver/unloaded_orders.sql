-- R6: the orders that return records name of which lines were delivered and none is loaded: they were
-- rejected, or wait for an answer. What came back of them waits with them.
with named as (

    select distinct source_system, order_id from {{ ref('returns') }} where order_id is not null

)

select lines.source_system, lines.order_id
from {{ ref('intake_order_lines') }} as lines
inner join named on named.source_system = lines.source_system and named.order_id = lines.order_id
group by lines.source_system, lines.order_id
having sum(case when lines._fate = 'loaded' then 1 else 0 end) = 0
    and sum(case when lines._fate in ('held', 'quarantined') then 1 else 0 end) > 0
