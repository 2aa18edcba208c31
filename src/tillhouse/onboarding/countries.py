"""English names of countries as shops write them → ISO 3166-1 alpha-2. Data only."""

from __future__ import annotations

COUNTRY_CODES = {
    "australia": "AU", "austria": "AT", "bahrain": "BH", "belgium": "BE", "brazil": "BR",
    "bulgaria": "BG", "canada": "CA", "chile": "CL", "china": "CN", "colombia": "CO",
    "croatia": "HR", "cyprus": "CY", "czech republic": "CZ", "czechia": "CZ", "denmark": "DK",
    "egypt": "EG", "eire": "IE", "england": "GB", "estonia": "EE", "finland": "FI", "france": "FR",
    "germany": "DE", "great britain": "GB", "greece": "GR", "hong kong": "HK", "hungary": "HU",
    "iceland": "IS", "india": "IN", "indonesia": "ID", "ireland": "IE", "israel": "IL",
    "italy": "IT", "japan": "JP", "kenya": "KE", "latvia": "LV", "lebanon": "LB",
    "lithuania": "LT", "luxembourg": "LU", "malaysia": "MY", "malta": "MT", "mexico": "MX",
    "morocco": "MA", "netherlands": "NL", "new zealand": "NZ", "nigeria": "NG", "norway": "NO",
    "pakistan": "PK", "philippines": "PH", "poland": "PL", "portugal": "PT", "qatar": "QA",
    "romania": "RO", "rsa": "ZA", "russia": "RU", "saudi arabia": "SA", "scotland": "GB",
    "serbia": "RS", "singapore": "SG", "slovakia": "SK", "slovenia": "SI", "south africa": "ZA",
    "south korea": "KR", "spain": "ES", "sweden": "SE", "switzerland": "CH", "taiwan": "TW",
    "thailand": "TH", "turkey": "TR", "uk": "GB", "ukraine": "UA", "united arab emirates": "AE",
    "united kingdom": "GB", "united states": "US", "united states of america": "US", "usa": "US",
    "vietnam": "VN",
}  # fmt: skip
