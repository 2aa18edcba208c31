-- R11: how each customer can be reached, as delivered; whether it is usable is decided in science.
select
    source_system || ':' || customer_id as customer_key,
    source_system,
    customer_id,
    email,
    phone,
    coalesce(is_email_opt_out, false) as is_email_opt_out,
    coalesce(is_phone_opt_out, false) as is_phone_opt_out,
    country_code,
    _load_id,
    _source_file,
    _source_row
from {{ ref('intake_contacts') }}
where _fate = 'loaded'
