-- R12: what names a country (no country of its own) or a state of one, and the code that it has.
select country_code, name, code from (values
    {%- for code, names in country_names().items() %}{% for name in names.split('|') %}
    ('', {{ sql_text(name) }}, '{{ code }}'),
    {%- endfor %}{% endfor %}
    {%- for country, states in state_names().items() %}{% for code, name in states.items() %}
    ('{{ country }}', '{{ name }}', '{{ code }}'), ('{{ country }}', '{{ code | lower }}', '{{ code }}'){{ "," if not (loop.last and country == 'AU') }}
    {%- endfor %}{% endfor %}
) as names (country_code, name, code)
