"""The words by which shops call things: data only, read by `names.py` and `mapping.py`.

`WORDS` maps what a word may be to what it stands for here. `COLUMNS` lists, for each column of the
input contracts, the sets of such words that mean it, the most telling first.
"""

from __future__ import annotations


def _words(meaning: str, spellings: str) -> dict[str, str]:
    return dict.fromkeys(spellings.split(), meaning)


WORDS: dict[str, str] = {
    **_words("id", "id ids no nr num number nbr key code pk sk fk ref reference identifier idx"),
    **_words("customer", "customer customers cust client clients buyer shopper member consumer"),
    **_words("customer", "patron guest purchaser debtor"),
    **_words("product", "product products prod item items sku skus article articles art stock"),
    **_words("product", "good goods material merchandise variant upc ean gtin plu"),
    **_words("order", "order orders invoice invoices inv receipt receipts transaction transactions"),
    **_words("order", "txn trans trx basket bill purchase purchases salesorder document doc"),
    **_words("sale", "sale sales sold selling revenue turnover"),
    **_words("store", "store stores shop shops branch branches outlet outlets location locations"),
    **_words("store", "site sites warehouse depot territory territories till"),
    **_words("employee", "employee employees emp staff salesperson salesman cashier seller clerk"),
    **_words("employee", "associate rep operator vendeur"),
    **_words("promotion", "promotion promotions promo campaign coupon offer voucher deal"),
    **_words("vendor", "vendor vendors supplier suppliers"),
    **_words("manager", "manager supervisor boss lead"),
    **_words("quantity", "quantity quantities qty qnty units unitcount pieces pcs"),
    **_words("date", "date dt day datetime timestamp time at moment on"),
    **_words("amount", "amount amt value sum"),
    **_words("price", "price prices pricing"),
    **_words("cost", "cost costs unitcost"),
    **_words("rate", "rate pct percent percentage perc fraction"),
    **_words("discount", "discount discounts disc rebate markdown reduction"),
    **_words("category", "category categories cat department dept"),
    **_words("subcategory", "subcategory subcategories subcat"),
    **_words("name", "name names title label"),
    **_words("description", "description descr desc"),
    **_words("line", "line lines detail details row seq sequence position pos linenumber"),
    **_words("email", "email emails mail emailaddress"),
    **_words("phone", "phone phones telephone tel mobile cell cellphone phonenumber"),
    **_words("address", "address addr street addressline"),
    **_words("city", "city town municipality"),
    **_words("state", "state province county"),
    **_words("postal", "zip zipcode postcode postalcode pincode pin postal plz"),
    **_words("country", "country countries nation"),
    **_words("birth", "birth birthday birthdate dob born"),
    **_words("joined", "joined joining signup registered registration since enrolled hired hire"),
    **_words("created", "created creation opened opening introduced"),
    **_words("updated", "updated modified changed update"),
    **_words("resolved", "resolved closed resolution solved"),
    **_words("return", "return returns returned refund refunds refunded"),
    **_words("payment", "payment payments paid pay tender"),
    **_words("ticket", "ticket tickets case cases incident issue issues complaint"),
    **_words("session", "session sessions visit visits"),
    **_words("inventory", "inventory onhand stocklevel"),
    **_words("received", "received receiving delivery delivered"),
    **_words("rejected", "rejected"),
    **_words("currency", "currency curr ccy"),
    **_words("total", "total grand"),
    **_words("tax", "tax vat gst"),
    **_words("freight", "freight shipping postage"),
    **_words("status", "status stage"),
    **_words("first", "first given forename firstname"),
    **_words("last", "last surname family lastname"),
    **_words("full", "full fullname"),
    **_words("count", "count cnt"),
    **_words("due", "due payable"),
    **_words("sub", "sub"),
    **_words("unit", "unit"),
    **_words("list", "list retail current standard catalog catalogue msrp rrp"),
    **_words("latitude", "lat latitude"),
    **_words("longitude", "lon lng long longitude"),
    **_words("channel", "channel"),
    **_words("type", "type kind"),
    **_words("reason", "reason"),
    **_words("device", "device"),
    **_words("page", "page pages"),
    **_words("view", "view views pageviews"),
    **_words("duration", "duration minutes mins length"),
    **_words("satisfaction", "satisfaction csat score rating"),
    **_words("method", "method"),
    **_words("zone", "zone timezone tz"),
    **_words("opt", "opt"),
    **_words("out", "out"),
    **_words("unsubscribed", "unsubscribed"),
    **_words("business", "business"),
    **_words("extended", "extended"),
}
FILLERS = frozenset(
    "the of a an my tbl table dim fact fct fld col column data list_ raw export all is was per in".split()
)

_CUSTOMER = ["customer id", "customer", "customer product id"]
_PRODUCT = ["product id", "product", "product product id", "product name", "product description",
            "description"]
_STORE = ["store id", "store", "sale store id", "store name"]
_EMPLOYEE = ["employee id", "employee", "sale person id", "sale person", "sale employee id"]
_DATE = ["order date", "sale date", "business date", "date", "purchase date", "created date"]
_ORDER = ["order id", "sale order id", "sale id", "order order id", "order"]
_PLACE = {
    "street_address": ["address", "address line 1", "address 1", "address line id 1"],
    "city": ["city"],
    "state_code": ["state", "state id", "state name", "region"],
    "postal_code": ["postal", "postal id"],
    "country_code": ["country", "country id", "country name", "country region id"],
}

COLUMNS: dict[str, dict[str, list[str]]] = {
    "order_lines": {
        "order_id": _ORDER,
        "line_number": ["order line id", "line id", "order line product", "line product", "line",
                        "order line", "product line id", "sale order line id", "order product id"],
        "product_id": _PRODUCT,
        "customer_id": _CUSTOMER,
        "store_id": _STORE,
        "employee_id": _EMPLOYEE,
        "promotion_id": ["promotion id", "promotion", "special promotion id"],
        "ordered_at": _DATE,
        "business_date": _DATE,
        "quantity": ["quantity", "order quantity", "sale quantity", "product quantity", "unit"],
        "unit_price": ["unit price", "price", "price unit", "product price", "sale price",
                       "price each", "list price", "each price"],
        "discount_rate": ["discount rate", "discount", "unit price discount", "promotion rate"],
        "discount_amount": ["discount amount", "discount", "total discount"],
        "stated_amount": ["line total", "line amount", "total amount", "sale amount", "amount",
                          "extended price", "total price", "total cost", "total", "sale", "order amount",
                          "product total", "sub total"],
        "currency_code": ["currency", "currency id"],
    },
    "orders": {
        "order_id": [*_ORDER, "id"],
        "customer_id": _CUSTOMER,
        "store_id": _STORE,
        "employee_id": _EMPLOYEE,
        "ordered_at": _DATE,
        "business_date": _DATE,
        "status": ["order status", "status"],
        "currency_code": ["currency", "currency id"],
        "channel": ["channel", "order channel", "sale channel"],
        "stated_line_count": ["line count", "product count", "id of line product"],
        "subtotal_amount": ["sub total", "sub total amount", "subtotal"],
        "tax_amount": ["tax", "tax amount"],
        "freight_amount": ["freight", "freight amount", "freight price", "freight cost"],
        "total_due_amount": ["total due", "total amount", "order total", "order amount", "total",
                             "amount"],
    },
    "customers": {
        "customer_id": ["customer id", "id", "customer"],
        "customer_type": ["customer type", "type"],
        "full_name": ["full name", "customer name", "name", "customer full name"],
        "first_name": ["first name", "first"],
        "last_name": ["last name", "last"],
        **_PLACE,
        "latitude": ["latitude"],
        "longitude": ["longitude"],
        "joined_date": ["joined date", "joined", "created date", "customer since"],
        "birth_date": ["birth date", "birth"],
    },
    "contacts": {
        "customer_id": ["customer id", "id", "customer"],
        "email": ["email", "email address", "customer email"],
        "phone": ["phone", "phone id", "customer phone"],
        "is_email_opt_out": ["email opt out", "unsubscribed", "opt out"],
        "is_phone_opt_out": ["phone opt out"],
        "country_code": ["country", "country id", "country name"],
    },
    "products": {
        "product_id": ["product id", "id", "product"],
        "product_name": ["product name", "name", "product description", "description"],
        "category_name": ["category name", "category", "product category", "product category name"],
        "subcategory_name": ["subcategory name", "subcategory", "product subcategory", "sub category"],
        "list_price": ["list price", "price", "product price", "unit price", "sale price"],
        "created_date": ["created date", "launch date", "sell start date"],
        "updated_date": ["updated date"],
    },
    "stores": {
        "store_id": ["store id", "id", "store", "sale store id"],
        "store_name": ["store name", "name", "region"],
        **_PLACE,
        "time_zone": ["zone", "date zone"],
        "manager_name": ["manager name", "manager", "store manager name", "store manager"],
        "opened_date": ["created date", "store created date"],
    },
    "employees": {
        "employee_id": ["employee id", "id", "employee", "sale person id"],
        "first_name": ["first name", "first"],
        "last_name": ["last name", "last"],
        "manager_id": ["manager id", "manager"],
        "is_manager": ["is manager"],
        "joined_date": ["joined date", "joined"],
    },
    "promotions": {
        "promotion_id": ["promotion id", "id", "special promotion id"],
        "promotion_name": ["promotion name", "name", "description"],
        "discount_rate": ["discount rate", "discount", "rate"],
    },
    "returns": {
        "return_id": ["return id", "id"],
        "order_id": _ORDER,
        "product_id": _PRODUCT,
        "customer_id": _CUSTOMER,
        "store_id": _STORE,
        "returned_date": ["return date", "date"],
        "quantity": ["return quantity", "quantity"],
        "amount": ["return amount", "amount"],
        "reason": ["return reason", "reason"],
    },
    "payments": {
        "payment_id": ["payment id", "id"],
        "order_id": _ORDER,
        "customer_id": _CUSTOMER,
        "paid_date": ["payment date", "date", "order date"],
        "amount": ["payment amount", "amount", "payment", "total"],
        "payment_method": ["payment method", "method", "payment type"],
        "currency_code": ["currency", "currency id"],
    },
    "support_tickets": {
        "ticket_id": ["ticket id", "id", "ticket"],
        "customer_id": _CUSTOMER,
        "created_at": ["created date", "created", "date", "ticket date"],
        "resolved_at": ["resolved date", "resolved"],
        "issue_type": ["ticket type", "type", "category", "ticket category"],
        "satisfaction_score": ["satisfaction satisfaction", "satisfaction"],
    },
    "web_sessions": {
        "session_id": ["session id", "id", "session"],
        "customer_id": _CUSTOMER,
        "started_at": ["session date", "date", "started date", "interaction date", "start date"],
        "page_views": ["page view", "view", "page", "page count"],
        "duration_minutes": ["duration duration", "duration", "session duration"],
        "device": ["device", "device type"],
    },
    "inventory": {
        "store_id": _STORE,
        "product_id": _PRODUCT,
        "stock_date": ["product date", "inventory date", "date", "count date"],
        "quantity": ["quantity", "product quantity", "inventory", "inventory quantity", "product"],
    },
    "purchase_receipts": {
        "receipt_id": ["order id", "received id", "id"],
        "product_id": _PRODUCT,
        "vendor_id": ["vendor id", "vendor"],
        "received_date": ["received date", "date", "order date"],
        "ordered_quantity": ["order quantity", "quantity"],
        "received_quantity": ["received quantity"],
        "rejected_quantity": ["rejected quantity"],
    },
}  # fmt: skip

# The word that stands for the entity itself in its own columns: `customer city` is the city.
OWN_WORD = {
    "order_lines": "order", "orders": "order", "customers": "customer", "contacts": "customer",
    "products": "product", "stores": "store", "employees": "employee", "promotions": "promotion",
    "returns": "return", "payments": "payment", "support_tickets": "ticket",
    "web_sessions": "session", "inventory": "inventory", "purchase_receipts": "received",
}  # fmt: skip

# Words of a table's name that speak for an entity, and against it.
TABLE_WORDS: dict[str, tuple[str, str]] = {
    "order_lines": ("line sale order", "category status payment return"),
    "orders": ("order header", "line product detail return payment vendor"),
    "customers": ("customer person people user users", "type category segment"),
    "contacts": ("contact contacts email phone", ""),
    "products": ("product", "category subcategory order line inventory return"),
    "stores": ("store", "order sale"),
    "employees": ("employee team", "order"),
    "promotions": ("promotion", "order"),
    "returns": ("return", ""),
    "payments": ("payment", ""),
    "support_tickets": ("ticket support", ""),
    "web_sessions": ("session web click interactions", ""),
    "inventory": ("inventory level", "return"),
    "purchase_receipts": ("vendor received", ""),
}

# What an entity cannot do without: of each group at least one column must be mapped.
NEEDS: dict[str, tuple[str, ...]] = {
    "order_lines": ("quantity stated_amount", "product_id unit_price", "order_id business_date"),
    "orders": ("order_id", "customer_id business_date total_due_amount status"),
    "customers": ("customer_id", "full_name first_name last_name city joined_date birth_date "
                  "state_code country_code street_address"),
    "contacts": ("customer_id", "email phone"),
    "products": ("product_id", "product_name category_name list_price"),
    "stores": ("store_id", "store_name city street_address state_code country_code manager_name"),
    "employees": ("employee_id", "first_name last_name manager_id"),
    "promotions": ("promotion_id", "promotion_name discount_rate"),
    "returns": ("quantity amount", "returned_date", "product_id order_id"),
    "payments": ("amount", "order_id customer_id payment_id"),
    "support_tickets": ("created_at", "ticket_id customer_id"),
    "web_sessions": ("started_at", "session_id customer_id"),
    "inventory": ("quantity", "product_id"),
    "purchase_receipts": ("product_id", "received_quantity ordered_quantity"),
}  # fmt: skip
# Entities that a table must speak of by a word in its name or its columns' names: their columns
# alone could be those of sales.
SPOKEN = {
    "returns": {"return"}, "payments": {"payment"}, "support_tickets": {"ticket", "support"},
    "web_sessions": {"session", "page", "web", "visit"}, "inventory": {"inventory", "level"},
    "purchase_receipts": {"vendor", "received"},
}  # fmt: skip
OWN_KEY = {
    "orders": "order_id", "customers": "customer_id", "contacts": "customer_id",
    "products": "product_id", "stores": "store_id", "employees": "employee_id",
    "promotions": "promotion_id", "returns": "return_id", "payments": "payment_id",
    "support_tickets": "ticket_id", "web_sessions": "session_id",
    "purchase_receipts": "receipt_id",
}  # fmt: skip

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

RESERVED = frozenset(
    "all and any array as asc at between both by case cast check collate column constraint create "
    "cross current_date default desc describe distinct do else end except false fetch filter for "
    "foreign from full grant group having in inner intersect interval into is join leading left "
    "like limit not null offset on only or order outer over partition primary qualify range "
    "references right row rows select set show some source table then timestamp to trailing true "
    "union unique update user using values when where window with".split()
)
