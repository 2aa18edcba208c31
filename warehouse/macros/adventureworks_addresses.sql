{# One address per person or store: home or main office before others, then the first entered. #}
{% macro adventureworks_addresses() -%}
{%- set links = source('adventureworks', 'business_entity_address') %}
    select source_system, business_entity_id, street_address, city, state_code, postal_code, country_code
    from (
      select
        links.source_system,
        {{ clean(code('links.business_entity_id')) }} as business_entity_id,
        nullif(concat_ws(', ', {{ clean('places.address_line1') }}, {{ clean('places.address_line2') }}), '') as street_address,
        {{ clean('places.city') }} as city,
        {{ clean('states.state_province_code') }} as state_code,
        {{ clean('places.postal_code') }} as postal_code,
        {{ clean('states.country_region_code') }} as country_code,
        row_number() over (
          partition by links.source_system, links.business_entity_id
          order by case links.address_type_id when '2' then 1 when '3' then 2 else 3 end,
            {{ typed('links.address_id', 'integer') }}) as place
      from ({{ latest_rows(links, ['business_entity_id', 'address_id', 'address_type_id'], has_deletes=true) }}) as links
      join ({{ latest_rows(source('adventureworks', 'address'), ['address_id']) }}) as places
        on links.source_system = places.source_system and links.address_id = places.address_id
      left join ({{ latest_rows(source('adventureworks', 'state_province'), ['state_province_id']) }}) as states
        on places.source_system = states.source_system and places.state_province_id = states.state_province_id
    ) as placed
    where place = 1
{%- endmacro %}
