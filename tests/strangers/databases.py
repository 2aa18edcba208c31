"""Sample databases as CSV files: a wholesaler, a record shop, a bicycle chain, a market place."""

# ruff: noqa: E501  (names of columns are as long as they are)
from __future__ import annotations

from decimal import Decimal

from tests.strangers.stranger import Stranger, money, total

PRICES = ("18.00", "19.00", "10.00", "22.50", "21.35", "30.00", "40.00", "97.00", "31.00", "6.00")


def wholesaler() -> Stranger:
    """Orders with lines, a rate of discount below 1, ids that begin far apart."""
    lines, orders, sold, units = [], [], [], 0
    for at in range(24):
        order, customer = 10248 + at, ("ALFKI", "BONAP", "CHOPS", "DRACD")[at % 4]
        day = f"1997-{1 + at % 12:02d}-{5 + at:02d}" if at < 20 else f"1998-0{at - 19}-11"
        country = ("Germany", "France", "Switzerland", "Brazil")[at % 4]
        orders.append((order, customer, 1 + at % 5, day, day, day if at % 7 else "", 1 + at % 3,
                       f"{at * 3}.25", f"Ship to {customer}", "Street 1", "City", "", f"0{at}11",
                       country))  # fmt: skip
        for part in range(1 + at % 3):
            product = 1 + (at * 3 + part) % 10
            quantity, price = 2 + (at + part) % 9, Decimal(PRICES[product - 1])
            rate = ("0", "0.05", "0.15", "0.25")[(at + part) % 4]
            lines.append((order, product, price, quantity, rate))
            sold.append((day[:4], quantity * price * (1 - Decimal(rate))))
            units += quantity
    products = [(it, f"Product {it}", 1 + it % 4, 1 + it % 3, "24 boxes", PRICES[it - 1],
                 it * 7, 0, 10, 0) for it in range(1, 11)]  # fmt: skip
    return Stranger(
        "wholesaler",
        "the Northwind sample database",
        {
            "Orders.csv": ("OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate,ShipVia,"
                           "Freight,ShipName,ShipAddress,ShipCity,ShipRegion,ShipPostalCode,"
                           "ShipCountry", orders),
            "Order Details.csv": ("OrderID,ProductID,UnitPrice,Quantity,Discount", lines),
            "Products.csv": ("ProductID,ProductName,SupplierID,CategoryID,QuantityPerUnit,UnitPrice,"
                             "UnitsInStock,UnitsOnOrder,ReorderLevel,Discontinued", products),
            "Categories.csv": ("CategoryID,CategoryName,Description",
                               [(1, "Drinks", "Soft"), (2, "Spices", "Sweet"), (3, "Sweets", "Cakes"),
                                (4, "Cheese", "Hard")]),
            "Customers.csv": ("CustomerID,CompanyName,ContactName,ContactTitle,Address,City,Region,"
                              "PostalCode,Country,Phone,Fax",
                              [(it, f"{it} Ltd", f"Conny {it.title()}", "Owner", "Road 1", "City", "",
                                "12209", land, "030-0074321", "")
                               for it, land in (("ALFKI", "Germany"), ("BONAP", "France"),
                                                ("CHOPS", "Switzerland"), ("DRACD", "Brazil"))]),
            "Employees.csv": ("EmployeeID,LastName,FirstName,Title,TitleOfCourtesy,BirthDate,HireDate,"
                              "Address,City,Region,PostalCode,Country,HomePhone,Extension,ReportsTo",
                              [(it, f"Sellerby{it}", f"Nancy{it}", "Sales Representative", "Ms.",
                                f"19{48 + it}-12-08", "1992-05-01", "Ave 2", "Seattle", "WA", "98122",
                                "USA", "(206) 555-9857", "54", "" if it == 2 else 2)
                               for it in range(1, 6)]),
            "Shippers.csv": ("ShipperID,CompanyName,Phone", [(it, f"Carrier {it}", "1") for it in (1, 2, 3)]),
        },
        {year: total(it for y, it in sold if y == year) for year in ("1997", "1998")},
        units=str(units),
        answers={"discount": "fraction"},
        nobody=("Sellerby1", "Nancy1", "Conny Alfki"),
    )  # fmt: skip


def record_shop() -> Stranger:
    """Invoices with lines, tracks as products, a customer's support representative."""
    invoices, lines, sold = [], [], []
    for at in range(30):
        invoice, day = 1 + at, f"2021-{1 + at % 12:02d}-{1 + at % 28:02d} 00:00:00"
        amount = Decimal(0)
        for part in range(1 + at % 4):
            track = 1 + (at * 5 + part * 3) % 40
            price = Decimal("1.99" if track % 9 == 0 else "0.99")
            lines.append((len(lines) + 1, invoice, track, price, 1))
            amount += price
        sold.append(amount)
        invoices.append((invoice, 1 + at % 7, day, "Ring 3", "Oslo", "", "Norway", "0171", amount))
    tracks = [(it, f"Song {it}", 1 + it % 6, 1 + it % 2, 1 + it % 3, "Ann Writer", 200000 + it,
               5000000 + it, "1.99" if it % 9 == 0 else "0.99") for it in range(1, 41)]  # fmt: skip
    people = [(it, f"Luisa{it}", f"Goncal{it}", "", "Av. 1", "Oslo", "", "Norway", "0171",
               "+47 22 44 22 22", "", f"luisa{it}@example.com", 3 + it % 3)
              for it in range(1, 8)]  # fmt: skip
    return Stranger(
        "record_shop",
        "the Chinook sample database",
        {
            "Invoice.csv": ("InvoiceId,CustomerId,InvoiceDate,BillingAddress,BillingCity,BillingState,"
                            "BillingCountry,BillingPostalCode,Total", invoices),
            "InvoiceLine.csv": ("InvoiceLineId,InvoiceId,TrackId,UnitPrice,Quantity", lines),
            "Track.csv": ("TrackId,Name,AlbumId,MediaTypeId,GenreId,Composer,Milliseconds,Bytes,"
                          "UnitPrice", tracks),
            "Album.csv": ("AlbumId,Title,ArtistId", [(it, f"Album {it}", 1 + it % 4) for it in range(1, 8)]),
            "Artist.csv": ("ArtistId,Name", [(it, f"Band {it}") for it in range(1, 6)]),
            "Genre.csv": ("GenreId,Name", [(1, "Rock"), (2, "Jazz"), (3, "Metal")]),
            "Customer.csv": ("CustomerId,FirstName,LastName,Company,Address,City,State,Country,"
                             "PostalCode,Phone,Fax,Email,SupportRepId", people),
            "Employee.csv": ("EmployeeId,LastName,FirstName,Title,ReportsTo,BirthDate,HireDate,Address,"
                             "City,State,Country,PostalCode,Phone,Fax,Email",
                             [(it, f"Adamsen{it}", f"Andrea{it}", "Sales Support Agent", 1,
                               "1962-02-18 00:00:00", "2002-08-14 00:00:00", "Street", "Oslo", "",
                               "Norway", "0171", "+47 22 44 22 22", "", f"a{it}@example.com")
                              for it in range(1, 6)]),
        },
        {"2021": total(sold)},
        units=str(len(lines)),
        country="NO", currency="NOK", time_zone="Europe/Oslo",
        nobody=("Adamsen3", "Luisa1", "Goncal1"),
    )  # fmt: skip


def bicycle_chain() -> Stranger:
    """The state of an order is a number; items have numbers of their own; staff beside stores."""
    orders, items, sold, units = [], [], [], 0
    for at in range(36):
        status = 3 if at % 12 == 11 else 4
        day = f"2017-{1 + at % 12:02d}-{1 + at % 27:02d}"
        orders.append((at + 1, 1 + (at * 7) % 25, status, day, day, day if status == 4 else "NULL",
                       1 + at % 3, 1 + at % 6))  # fmt: skip
        for item in range(1, 2 + at % 3):
            product, quantity = 1 + (at * 2 + item) % 20, 1 + (at + item) % 2
            price, rate = (
                Decimal(300 + 50 * product) - CENT1,
                ("0.2", "0.07", "0.05", "0.1")[at % 4],
            )
            items.append((at + 1, item, product, quantity, price, rate))
            if status == 4:
                sold.append(quantity * price * (1 - Decimal(rate)))
                units += quantity
    return Stranger(
        "bicycle_chain",
        "the BikeStores sample database",
        {
            "orders.csv": ("order_id,customer_id,order_status,order_date,required_date,shipped_date,"
                           "store_id,staff_id", orders),
            "order_items.csv": ("order_id,item_id,product_id,quantity,list_price,discount", items),
            "products.csv": ("product_id,product_name,brand_id,category_id,model_year,list_price",
                             [(it, f"Bike {it}", 1 + it % 4, 1 + it % 5, 2016,
                               Decimal(300 + 50 * it) - CENT1) for it in range(1, 21)]),
            "categories.csv": ("category_id,category_name",
                               [(it, f"Category {it}") for it in range(1, 7)]),
            "brands.csv": ("brand_id,brand_name", [(it, f"Brand {it}") for it in range(1, 6)]),
            "customers.csv": ("customer_id,first_name,last_name,phone,email,street,city,state,zip_code",
                              [(it, f"Debra{it}", f"Burkson{it}", "NULL", f"d{it}@example.com", "9 Thorne",
                                "Orchard Park", "NY", "14127") for it in range(1, 26)]),
            "stores.csv": ("store_id,store_name,phone,email,street,city,state,zip_code",
                           [(it, f"Shop {it} Bikes", "(831) 476-4321", f"s{it}@example.com", "Road 3",
                             "Santa Cruz", "CA", "95060") for it in (1, 2, 3)]),
            "staffs.csv": ("staff_id,first_name,last_name,email,phone,active,store_id,manager_id",
                           [(it, f"Fabiola{it}", f"Jackby{it}", f"f{it}@example.com", "(831) 555-5554", 1,
                             1 + it % 3, "NULL" if it == 1 else 1) for it in range(1, 7)]),
            "stocks.csv": ("store_id,product_id,quantity",
                           [(s, it, (s * it) % 27) for s in (1, 2, 3) for it in range(1, 21)]),
        },
        {"2017": total(sold)},
        units=str(units),
        answers={"status.4": "completed", "status.3": "cancelled", "status": "completed",
                 "discount": "fraction"},
        nobody=("Fabiola1", "Jackby1", "Burkson1"),
    )  # fmt: skip


CENT1 = Decimal("0.01")


def market_place() -> Stranger:
    """No quantity: each row of items is a piece. Payments and states apart; freight is no sale."""
    orders, items, payments, sold, units = [], [], [], [], 0
    for at in range(40):
        order, status = f"e481f51c{at:04x}", "canceled" if at % 10 == 9 else "delivered"
        moment = f"2018-{1 + at % 8:02d}-{1 + at % 28:02d} 10:56:{at % 60:02d}"
        orders.append((order, f"9ef432eb{at:04x}", status, moment, moment, moment, moment, moment))
        paid = Decimal(0)
        for item in range(1, 2 + at % 2):
            price, freight = money(Decimal("29.99") + (at * 13 + item) % 70), Decimal("8.72")
            items.append((order, item, f"87285b34{(at + item) % 12:04x}", f"3504c0cb{at % 5:04x}", moment,
                          price, freight))  # fmt: skip
            paid += price + freight
            if status == "delivered":
                sold.append(price)
                units += 1
        payments.append((order, 1, ("credit_card", "boleto", "voucher")[at % 3], 1, paid))
    return Stranger(
        "market_place",
        "the Olist Brazilian e-commerce data set",
        {
            "olist_orders_dataset.csv": ("order_id,customer_id,order_status,order_purchase_timestamp,"
                                         "order_approved_at,order_delivered_carrier_date,"
                                         "order_delivered_customer_date,"
                                         "order_estimated_delivery_date", orders),
            "olist_order_items_dataset.csv": ("order_id,order_item_id,product_id,seller_id,"
                                              "shipping_limit_date,price,freight_value", items),
            "olist_order_payments_dataset.csv": ("order_id,payment_sequential,payment_type,"
                                                 "payment_installments,payment_value", payments),
            "olist_customers_dataset.csv": ("customer_id,customer_unique_id,customer_zip_code_prefix,"
                                            "customer_city,customer_state",
                                            [(f"9ef432eb{it:04x}", f"8d50f5ea{it % 30:04x}", "01310",
                                              "sao paulo", "SP") for it in range(40)]),
            "olist_products_dataset.csv": ("product_id,product_category_name,product_name_lenght,"
                                           "product_description_lenght,product_photos_qty,"
                                           "product_weight_g",
                                           [(f"87285b34{it:04x}", ("perfumaria", "artes")[it % 2], 40, 287,
                                             1, 225) for it in range(12)]),
            "olist_sellers_dataset.csv": ("seller_id,seller_zip_code_prefix,seller_city,seller_state",
                                          [(f"3504c0cb{it:04x}", "13023", "campinas", "SP")
                                           for it in range(5)]),
        },
        {"2018": total(sold)},
        units=str(units),
        currency="BRL", country="BR", time_zone="America/Sao_Paulo",
    )  # fmt: skip


SHOPS = (wholesaler, record_shop, bicycle_chain, market_place)
