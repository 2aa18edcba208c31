-- R11: how each customer can be reached, as delivered; whether it is usable is decided in science. Where
-- a source asks for consent to a channel, no yes is a no; an opt-out refuses whatever else was said.
with loaded as (

    select
        *,
        {%- for channel in ['email', 'phone'] %}
        max(case when is_{{ channel }}_opt_in is not null then 1 else 0 end) over (partition by source_system) = 1 as asks_for_{{ channel }}{{ "," if not loop.last }}
        {%- endfor %}
    from {{ ref('intake_contacts') }}
    where _fate = 'loaded'

)

select
    source_system || ':' || customer_id as customer_key,
    source_system,
    customer_id,
    email,
    phone,
    coalesce(is_email_opt_out, false) or (asks_for_email and not coalesce(is_email_opt_in, false)) as is_email_opt_out,
    coalesce(is_phone_opt_out, false) or (asks_for_phone and not coalesce(is_phone_opt_in, false)) as is_phone_opt_out,
    case when loaded.country_code is not null then coalesce(countries.code, 'unknown') end as country_code,
    _load_id,
    _source_file,
    _source_row
from loaded
left join {{ ref('place_names') }} as countries on countries.country_code = '' and countries.name = {{ place_name('loaded.country_code') }}
