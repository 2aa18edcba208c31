"""What tells an entity: words of its table's name, columns that it cannot be without. Data only."""

from __future__ import annotations

# The words that stand for the entity itself in its own columns: `customer city` is the city.
OWN_WORDS: dict[str, frozenset[str]] = {
    "order_lines": frozenset({"order", "line", "sale"}), "orders": frozenset({"order", "sale"}),
    "customers": frozenset({"customer"}), "contacts": frozenset({"customer", "contact"}),
    "products": frozenset({"product"}), "stores": frozenset({"store", "warehouse"}),
    "employees": frozenset({"employee"}), "promotions": frozenset({"promotion"}),
    "returns": frozenset({"return"}), "payments": frozenset({"payment"}),
    "support_tickets": frozenset({"ticket"}), "web_sessions": frozenset({"session"}),
    "inventory": frozenset({"inventory"}), "purchase_receipts": frozenset({"received"}),
    "control_totals": frozenset({"sale"}),
}  # fmt: skip

# Words for things that have lists of their own.
THINGS = frozenset().union(*OWN_WORDS.values()) | {
    "sku", "barcode", "vendor", "manager", "category", "subcategory", "person", "till", "coupon",
    "territory", "region", "company", "user", "country", "state", "city", "address", "currency",
}  # fmt: skip

# Columns that speak for themselves in a table of sales too.
_PLACE = ("city", "state_code", "postal_code", "country_code", "street_address")
GUESTS = {
    "products": ("product_name", "category_name", "subcategory_name"),
    "customers": (*_PLACE, "first_name", "last_name", "full_name"),
    "contacts": ("email", "phone", "country_code"),
    "orders": ("status", "channel", "currency_code", "business_date", "ordered_at", "customer_id",
               "store_id", "employee_id", "coupon_code", "ship_city", "ship_state_code",
               "ship_postal_code", "ship_country_code"),
}  # fmt: skip
# Phrases that are anybody's in a table of another entity.
TOO_BARE = ("id", "name", "type", "created date", "created", "title", "company",
            "company name")  # fmt: skip

# Words of a table's name that speak for an entity, and against it.
TABLE_WORDS: dict[str, tuple[str, str]] = {
    "order_lines": ("line sale order",
                    "category status payment return inventory employee store procurement"),
    "orders": ("order header", "line product detail return payment vendor ticket procurement"),
    "customers": ("customer person user",
                  "type category segment employee store vendor procurement"),
    "contacts": ("contact email phone", "employee vendor"),
    "products": ("product", "category subcategory order line inventory return sale"),
    "stores": ("store warehouse", "order sale employee person customer vendor manager"),
    "employees": ("employee team", "order store"),
    "promotions": ("promotion", "order"),
    "returns": ("return", ""),
    "payments": ("payment", ""),
    "support_tickets": ("ticket support", ""),
    "web_sessions": ("session web click interactions", ""),
    "inventory": ("inventory level", "return"),
    "purchase_receipts": ("vendor received procurement", ""),
    "control_totals": ("total sale order store till payment", ""),  # see `control_totals`
}  # fmt: skip

# By what a table of sales may be called: `store_sales`, `sales_by_category`.
SOLD_BY = frozenset({"category", "status", "employee", "store"})

# What happens, again and again: its rows come in parts, and number each other's things.
FACTS = ("order_lines", "orders", "returns", "payments", "support_tickets", "web_sessions")

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
    "control_totals": ("amount", "business_date"),
}  # fmt: skip
# What tables of stock are called, where the same word in a column means an article.
_STOCK = """
    stock stocks stocklevels lager lagerbestand bestand bestaende voorraad estoque existencias
    giacenza giacenze inventaire inventario
"""
STOCK = frozenset(_STOCK.split())
# Entities that a table must speak of by a word in its name or its columns' names: their columns
# alone could be those of sales.
SPOKEN = {
    "returns": {"return"}, "payments": {"payment"}, "support_tickets": {"ticket", "support"},
    "web_sessions": {"session", "page", "web", "visit"}, "inventory": {"inventory", "level"},
    "purchase_receipts": {"vendor", "received", "procurement"},
}  # fmt: skip
# What an order and its lines say alike, where both stand in one row. Amounts are not among them.
SHARED_BY_LINES = ("order_id", "customer_id", "store_id", "employee_id", "ordered_at",
                   "business_date", "currency_code", "is_tax_included", "coupon_code")  # fmt: skip
OWN_KEY = {
    "orders": "order_id", "customers": "customer_id", "contacts": "customer_id",
    "products": "product_id", "stores": "store_id", "employees": "employee_id",
    "promotions": "promotion_id", "returns": "return_id", "payments": "payment_id",
    "support_tickets": "ticket_id", "web_sessions": "session_id",
    "purchase_receipts": "receipt_id",
}  # fmt: skip
