"""Exports of tills, web shops and spreadsheets, one file or few."""

# ruff: noqa: E501  (names of columns are as long as they are)
from __future__ import annotations

from decimal import Decimal

from tests.strangers.stranger import Stranger, money, total


def german_till() -> Stranger:
    """Gross prices with VAT at two rates, decimal commas, receipts that begin at 1 each day."""
    files, sold, units = {}, [], Decimal(0)
    for day in (1, 2, 3):
        rows = []
        for bon in range(1, 9):
            for part in range(1 + bon % 2):
                at = (day * 5 + bon * 3 + part) % 6
                name, price, rate = (
                    ("Vollkornbrot", "3.98", 7),
                    ("Kaffee", "6.49", 7),
                    ("Tasse", "8.90", 19),
                    ("Tee", "4.20", 7),
                    ("Kerze", "12.00", 19),
                    ("Honig", "7.75", 7),
                )[at]
                count = 1 + (bon + part) % 3
                gross = count * Decimal(price)
                rows.append(
                    (
                        bon,
                        f"{day:02d}.04.2024",
                        f"1{bon % 8}:3{part}",
                        "Hauptstraße",
                        100 + at,
                        name,
                        count,
                        _comma(price),
                        rate,
                        _comma(gross),
                        "Karte" if bon % 2 else "Bar",
                    )
                )
                sold.append(gross * 100 / (100 + rate))  # exact, rounded once (R1)
                units += count
        files[f"kasse_2024-04-0{day}.csv"] = (
            "Bon,Datum,Uhrzeit,Filiale,Artikelnr,Artikel,Menge,Einzelpreis,MwSt %,Brutto,Zahlart",
            rows,
        )
    return Stranger(
        "german_till", "exports of German tills (Kassenjournal)", files, {"2024": total(sold)},
        units=str(units), currency="EUR", country="DE", time_zone="Europe/Berlin", delimiter=";",
        answers={"tax": "included"},
    )  # fmt: skip


def _comma(value: object) -> str:
    return f"{Decimal(str(value)):.2f}".replace(".", ",")


def office_workbook() -> Stranger:
    """Sales are what was paid: the discount is in them. Dates are cells. Returned orders apart."""
    rows, sold, units = [], [], 0
    people = ("Claire Gutering", "Darrin Vanhuf", "Sean Odonel")
    for at in range(45):
        order, who = f"CA-2016-{152156 + at // 2}", at // 2 % 3
        list_price, quantity = Decimal(12 + at % 7), 1 + at % 5
        rate = ("0", "0.2", "0", "0.5")[(at + at // 7) % 4]
        sales = money(list_price * quantity * (1 - Decimal(rate)))
        rows.append(
            (
                "Orders",
                at + 1,
                order,
                f"2016-{1 + at // 2 % 12:02d}-08",
                f"2016-{1 + at // 2 % 12:02d}-11",
                "Second Class",
                f"CG-1252{who}",
                people[who],
                "Consumer",
                "United States",
                ("Henderson", "Los Angeles", "Seattle")[who],
                ("Kentucky", "California", "Washington")[who],
                ("42420", "90036", "98103")[who],
                ("South", "West", "West")[who],
                f"FUR-BO-{10001 + at % 7}",
                "Furniture",
                "Bookcases",
                f"Bookcase {at % 7}",
                sales,
                quantity,
                Decimal(rate),
                money(sales / 10),
            )
        )
        sold.append(sales)
        units += quantity
    rows.append(("People", "Sadie Pawthorne", "South"))
    rows.append(("People", "Chuck Magee", "West"))
    return Stranger(
        "office_workbook",
        "the Superstore sample workbook",
        {"superstore.xlsx": (
            "Orders: Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,"
            "Country/Region,City,State/Province,Postal Code,Region,Product ID,Category,Sub-Category,"
            "Product Name,Sales,Quantity,Discount,Profit;People: Regional Manager,Region", rows)},
        {"2016": total(sold)},
        units=str(units),
        answers={"discount": "included"},
        nobody=("Claire Gutering", "Sadie Pawthorne"),
    )  # fmt: skip


def supermarket() -> Stranger:
    """One row per invoice; the price is without the 5 % tax, the total is with it."""
    rows, sold, units = [], [], 0
    for at in range(40):
        price, quantity = Decimal("15.28") + at * 2, 1 + at % 10
        cogs = price * quantity
        tax = (cogs * 5 / 100).quantize(Decimal("0.0001"))
        rows.append(
            (
                f"750-67-84{at:02d}",
                "ABC"[at % 3],
                ("Yangon", "Mandalay", "Naypyitaw")[at % 3],
                "Member" if at % 2 else "Normal",
                "Female",
                ("Health and beauty", "Sports and travel")[at % 2],
                price,
                quantity,
                tax,
                cogs + tax,
                f"{1 + at % 3}/{1 + at % 28}/2019",
                "13:08",
                "Ewallet",
                cogs,
                "4.761904762",
                tax,
                "9.1",
            )
        )
        sold.append(cogs)
        units += quantity
    return Stranger(
        "supermarket", "the public supermarket sales sample (three branches)",
        {"supermarket_sales.csv": (
            "Invoice ID,Branch,City,Customer type,Gender,Product line,Unit price,Quantity,Tax 5%,Total,Date,Time,"
            "Payment,cogs,gross margin percentage,gross income,Rating", rows)},
        {"2019": total(sold)}, units=str(units),
    )  # fmt: skip


def coffee_shops() -> Stranger:
    """A transaction is a line; the quantity is called transaction_qty."""
    rows, sold, units = [], [], 0
    for at in range(60):
        price, quantity = Decimal(("3.00", "3.10", "4.50", "2.00", "0.80")[at % 5]), 1 + at % 3
        rows.append(
            (
                at + 1,
                f"2023-0{1 + at // 20}-{1 + at % 28:02d}",
                f"07:{at % 60:02d}:11",
                quantity,
                3 + at % 3,
                ("Astoria", "Lower Manhattan", "Hell's Kitchen")[at % 3],
                32 + at % 5,
                price,
                ("Coffee", "Tea", "Bakery")[at % 3],
                "Gourmet brewed",
                f"Detail {at % 5}",
            )
        )
        sold.append(price * quantity)
        units += quantity
    return Stranger(
        "coffee_shops", "the Maven Roasters coffee shop sample",
        {"Coffee Shop Sales.csv": (
            "transaction_id,transaction_date,transaction_time,transaction_qty,store_id,store_location,product_id,"
            "unit_price,product_category,product_type,product_detail", rows)},
        {"2023": total(sold)}, units=str(units),
    )  # fmt: skip


def pizzeria() -> Stranger:
    """The price stands in the list of pizzas, the day in the orders."""
    orders, details, sold = [], [], []
    menu = {f"{kind}_{size}": Decimal(price) + at for at, kind in enumerate(("hawaiian", "veggie", "classic"))
            for size, price in (("s", "9.75"), ("m", "12.25"), ("l", "15.50"))}  # fmt: skip
    for at in range(30):
        orders.append((at + 1, f"2015-0{1 + at // 10}-{1 + at % 28:02d}", f"11:{at + 20}:36"))
        for part in range(1 + at % 3):
            name = list(menu)[(at * 2 + part) % 9]
            count = 2 if at % 11 == 0 else 1
            details.append((len(details) + 1, at + 1, name, count))
            sold.append((count, count * menu[name]))
    return Stranger(
        "pizzeria", "the Maven pizza place sample",
        {
            "orders.csv": ("order_id,date,time", orders),
            "order_details.csv": ("order_details_id,order_id,pizza_id,quantity", details),
            "pizzas.csv": ("pizza_id,pizza_type_id,size,price",
                           [(it, it[:-2], it[-1].upper(), price) for it, price in menu.items()]),
            "pizza_types.csv": ("pizza_type_id,name,category,ingredients",
                                [(it, f"The {it.title()} Pizza", "Classic", "Tomatoes, Garlic")
                                 for it in ("hawaiian", "veggie", "classic")]),
        },
        {"2015": total(it for _, it in sold)}, units=str(sum(n for n, _ in sold)),
    )  # fmt: skip


def woocommerce() -> Stranger:
    """A row per item; what belongs to the order is repeated in each; states with spaces and dashes."""
    rows, sold, units = [], [], 0
    for at in range(24):
        status = {7: "Cancelled", 11: "Failed", 15: "Pending payment"}.get(at, "Completed")
        items = [(f"SKU-{(at + it) % 6}", 1 + (at + it) % 3, Decimal(("19.00", "24.50", "8.25")[(at + it) % 3]))
                 for it in range(1 + at % 2)]  # fmt: skip
        subtotal = sum((count * price for _, count, price in items), Decimal(0))
        for number, (sku, count, price) in enumerate(items, start=1):
            rows.append(
                (
                    2001 + at,
                    status,
                    f"2024-0{1 + at // 8}-{1 + at:02d} 14:{10 + at}",
                    f"Wanda{at}",
                    f"Buyerly{at}",
                    f"wanda{at}@example.com",
                    "0.00",
                    subtotal,
                    "4.90",
                    subtotal + Decimal("4.90"),
                    sku,
                    number,
                    f"Thing {sku}",
                    count,
                    price,
                )
            )
            if status == "Completed":
                sold.append(count * price)
                units += count
    return Stranger(
        "woocommerce", "order exports of WooCommerce",
        {"orders-export.csv": (
            "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),"
            "Cart Discount Amount,Order Subtotal Amount,Order Shipping Amount,Order Total Amount,SKU,Item #,Item Name,"
            "Quantity (- Refund),Item Cost", rows)},
        {"2024": total(sold)}, units=str(units), currency="EUR", country="IE", time_zone="Europe/Dublin",
        nobody=("Buyerly1", "Wanda2"),
    )  # fmt: skip


def square_items() -> Stranger:
    """Money with a sign; refunds by an event type and below zero; date and time are two columns."""
    rows, sold, units = [], [], Decimal(0)
    for at in range(40):
        refund = at % 13 == 12
        price, count = Decimal(("4.50", "5.25", "3.75", "12.00")[at % 4]), 1 + at % 2
        gross, off = price * count, Decimal("0.50") if at % 5 == 0 else Decimal(0)
        sign = -1 if refund else 1
        rows.append(
            (
                f"2024-05-{1 + at // 2:02d}",
                f"08:{10 + at}:00",
                "Eastern Time (US & Canada)",
                "Coffee",
                ("Latte", "Mocha", "Espresso", "Beans")[at % 4],
                f"{sign * count}.0",
                "Regular",
                f"SQ{at % 4}",
                "",
                _dollars(sign * gross),
                _dollars(-sign * off),
                _dollars(sign * (gross - off)),
                _dollars(sign * money((gross - off) * 8 / 100)),
                f"tx{at // 2:04d}",
                f"pay{at // 2:04d}",
                "iPad 1",
                "",
                "",
                "Refund" if refund else "Payment",
                "Main Street",
                "For Here",
                "",
                "",
            )
        )
        sold.append(sign * (gross - off))
        units += sign * count
    return Stranger(
        "square_items", "the item export of Square",
        {"items-2024-05-01-2024-06-01.csv": (
            "Date,Time,Time Zone,Category,Item,Qty,Price Point Name,SKU,Modifiers Applied,Gross Sales,Discounts,Net Sales,"
            "Tax,Transaction ID,Payment ID,Device Name,Notes,Details,Event Type,Location,Dining Option,Customer ID,"
            "Customer Name", rows)},
        {"2024": total(sold)}, units=str(units),
        answers={"transaction_type": "sale", "tax": "added"},
    )  # fmt: skip


def _dollars(value: Decimal) -> str:
    return f"-${-value:.2f}" if value < 0 else f"${value:.2f}"


SHOPS = (
    german_till,
    office_workbook,
    supermarket,
    coffee_shops,
    pizzeria,
    woocommerce,
    square_items,
)
