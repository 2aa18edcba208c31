-- R24: who bought, without who it is: a keyed hash instead of the number, no name, street, postal code,
-- birth date or contact. R7: one row per version. R9, R13: tier and cluster as they are now.
select
  versions.customer_version_code,
  versions.customer_code,
  versions.source_system,
  versions.version_number,
  versions.valid_from_at,
  versions.valid_to_at,
  versions.is_current,
  versions.customer_type,
  coalesce(versions.city, 'unknown') as city,
  coalesce(versions.state_code, 'unknown') as state_code,
  coalesce(versions.country_code, 'unknown') as country_code,
  coalesce(tiers.tier, 'none') as tier,
  coalesce(clusters.cluster_label, 'none') as cluster_label,
  versions.customer_key <> 'unknown' as is_known
from {{ ref('customer_versions') }} as versions
left join {{ ref('customer_tiers') }} as tiers on tiers.customer_key = versions.customer_key and tiers.is_main_currency
left join {{ source('science', 'customer_clusters') }} as clusters on clusters.customer_key = versions.customer_key
