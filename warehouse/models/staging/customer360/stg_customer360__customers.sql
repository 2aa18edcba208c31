-- The customer list; a customer delivered again replaces the earlier row. A location is a city, with a
-- state of the US or a country behind a comma, or with both.
{%- set order = kind_setting('customer360', 'date_order') %}
{%- set states = 'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY PR'.split() %}
with source as (

    select * from {{ source('customer360', 'customer_master') }}

),

renamed as (

    select
        source_system,
        {{ clean(code('customer_id')) }} as customer_id,
        {{ replace_all(clean('name'), '[ ]+', ' ') }} as full_name,
        {{ clean('signup_date') }} as signup_date,
        {{ written_moment('signup_date', order) }} as signup_moment,
        {{ clean('location') }} as location,
        upper({{ part_of(clean('location'), ',[ ]*([A-Za-z]{2})$', 1) }}) as region,
        upper({{ part_of(clean('location'), ',[ ]*([A-Za-z]{2,3})[ ]*,[ ]*[A-Za-z]{2}$', 1) }}) as province,
        _load_id,
        _source_file,
        _source_row
    from source

),

placed as (

    select
        *,
        '{{ var('shop')['country'] }}' = 'US' and location not like '%,%,%'
            and region in ('{{ states | join("', '") }}') as is_state,
        case when region <> '' then trim(split_part(location, ',', 1)) else location end as city
    from renamed

)

select
    source_system,
    customer_id,
    'person' as customer_type,
    full_name,
    city,
    case when is_state then region else nullif(province, '') end as state_code,
    case when is_state then 'US' when region <> '' then region end as country_code,
    {{ date_text('signup_moment', 'signup_date') }} as joined_date,
    customer_id as _slice,
    cast(_source_row as {{ type_name('varchar') }}) as _part,
    _load_id,
    _source_file,
    _source_row
from placed
