-- R16: the promotions that sales refer to. R6: 'none' for sales without one, 'unknown' for one that no
-- list names.
select
  promotion_key,
  source_system,
  promotion_id,
  promotion_name,
  discount_rate,
  true as is_promotion
from {{ ref('promotions') }}
union all
select 'none', 'none', 'none', 'no promotion', cast(0 as decimal(9,6)), false
from (select 1 as one_row) as nothing
union all
select 'unknown', 'unknown', 'unknown', 'unknown', cast(null as decimal(9,6)), true
from (select 1 as one_row) as nothing
