-- R6, R22: no gap between purchases is lost, in all and by its number, and quantiles grow.
with gaps as (
  select customer_key from {{ ref('purchase_gaps') }} where gap_days is not null
),

counted_twice as (
  select 'all' as scope from gaps
  union all
  select 'by number' from gaps
)

{{ audit_sums('every gap is counted, in all and by its number', 'purchase_gap_statistics',
  expected=side('counted_twice', scope='scope'),
  found=side(ref('purchase_gap_statistics'), 'gap_count',
    scope="case when gap_group = 'all' then 'all' else 'by number' end")) }}
union all
{% call audit_none('quantiles grow', 'gaps', 'purchase_gap_statistics') %}
  select gap_group
  from {{ ref('purchase_gap_statistics') }}
  where lower_quartile_gap_days > median_gap_days
    or median_gap_days > upper_quartile_gap_days
    or upper_quartile_gap_days > ninetieth_percentile_gap_days
    or ninetieth_percentile_gap_days > longest_gap_days
    or mean_gap_days > longest_gap_days
{% endcall %}
