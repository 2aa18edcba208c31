{# States and provinces that have codes people write: country → code → name. Data only; see `place_names`. #}
{% macro state_names() %}{{ return({
  'US': {
    'AL': 'alabama', 'AK': 'alaska', 'AZ': 'arizona', 'AR': 'arkansas', 'CA': 'california', 'CO': 'colorado', 'CT': 'connecticut',
    'DE': 'delaware', 'DC': 'district of columbia', 'FL': 'florida', 'GA': 'georgia', 'HI': 'hawaii', 'ID': 'idaho', 'IL': 'illinois',
    'IN': 'indiana', 'IA': 'iowa', 'KS': 'kansas', 'KY': 'kentucky', 'LA': 'louisiana', 'ME': 'maine', 'MD': 'maryland',
    'MA': 'massachusetts', 'MI': 'michigan', 'MN': 'minnesota', 'MS': 'mississippi', 'MO': 'missouri', 'MT': 'montana', 'NE': 'nebraska',
    'NV': 'nevada', 'NH': 'new hampshire', 'NJ': 'new jersey', 'NM': 'new mexico', 'NY': 'new york', 'NC': 'north carolina',
    'ND': 'north dakota', 'OH': 'ohio', 'OK': 'oklahoma', 'OR': 'oregon', 'PA': 'pennsylvania', 'PR': 'puerto rico', 'RI': 'rhode island',
    'SC': 'south carolina', 'SD': 'south dakota', 'TN': 'tennessee', 'TX': 'texas', 'UT': 'utah', 'VT': 'vermont', 'VA': 'virginia',
    'WA': 'washington', 'WV': 'west virginia', 'WI': 'wisconsin', 'WY': 'wyoming',
  },
  'CA': {
    'AB': 'alberta', 'BC': 'british columbia', 'MB': 'manitoba', 'NB': 'new brunswick', 'NL': 'newfoundland and labrador',
    'NS': 'nova scotia', 'NT': 'northwest territories', 'NU': 'nunavut', 'ON': 'ontario', 'PE': 'prince edward island',
    'QC': 'quebec', 'SK': 'saskatchewan', 'YT': 'yukon',
  },
  'AU': {
    'ACT': 'australian capital territory', 'NSW': 'new south wales', 'NT': 'northern territory', 'QLD': 'queensland',
    'SA': 'south australia', 'TAS': 'tasmania', 'VIC': 'victoria', 'WA': 'western australia',
  },
}) }}{% endmacro %}
