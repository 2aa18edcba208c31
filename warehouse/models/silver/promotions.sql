-- R16: the promotions that sales refer to.
select
    source_system || ':' || promotion_id as promotion_key,
    source_system,
    promotion_id,
    coalesce(promotion_name, promotion_id) as promotion_name,
    discount_rate,
    start_date,
    end_date
from {{ ref('intake_promotions') }}
where _fate = 'loaded'
