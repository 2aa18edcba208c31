"""The words by which shops call things: what a word may be → what it stands for here. Data only."""

from __future__ import annotations


def _words(meaning: str, spellings: str) -> dict[str, str]:
    return dict.fromkeys(spellings.split(), meaning)


WORDS: dict[str, str] = {
    **_words("id", "id ids no nr num number nbr key code pk sk fk ref reference identifier idx"),
    **_words("customer", "customer customers cust client clients buyer shopper member consumer"),
    **_words("customer", "patron guest purchaser debtor"),
    **_words("product", "product products prod item items sku skus article articles art stock"),
    **_words("product", "good goods material merchandise variant upc ean gtin plu"),
    **_words(
        "order", "order orders invoice invoices inv receipt receipts transaction transactions"
    ),
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
# Words that mean nothing in a name.
_FILLERS = "the of a an e my tbl table dim fact fct fld col column data"
_MORE_FILLERS = "list_ raw export all is was per in"
FILLERS = frozenset(f"{_FILLERS} {_MORE_FILLERS}".split())

# Words of SQL that a column cannot be called by without quotes.
_RESERVED = """
    all and any array as asc at between both by case cast check collate column constraint
    create cross current_date default desc describe distinct do else end except false fetch
    filter for foreign from full grant group having in inner intersect interval into is join
    leading left like limit not null offset on only or order outer over partition primary
    qualify range references right row rows select set show some source table then timestamp
    to trailing true union unique update user using values when where window with
"""
RESERVED = frozenset(_RESERVED.split())
