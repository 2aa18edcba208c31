"""Stars and their dimensions: a grocery chain with returns, a maker of electronics."""

# ruff: noqa: E501  (names of columns are as long as they are)
from __future__ import annotations

from decimal import Decimal

from tests.strangers.stranger import Stranger, total


def grocery_chain() -> Stranger:
    """No order number, no price beside the sale; a list of returns without money."""
    sold, back, amounts, units = [], [], [], 0
    prices = {it: Decimal(it % 4) + Decimal("0.74") for it in range(1, 13)}
    for at in range(80):
        day, product, quantity = f"{1 + at // 28}/{1 + at % 28}/1997", 1 + at % 12, 1 + at % 5
        sold.append((day, day, product, 100 + at % 9, 1 + at % 4, quantity))
        amounts.append(quantity * prices[product])
        units += quantity
        if at % 16 == 15:
            back.append((f"{2 + at // 28}/{1 + at % 28}/1997", product, 1 + at % 4, 1))
            amounts.append(-prices[product])
            units -= 1
    return Stranger(
        "grocery_chain",
        "the Maven Market sample",
        {
            "MavenMarket_Transactions_1997.csv": (
                "transaction_date,stock_date,product_id,customer_id,store_id,quantity", sold),
            "MavenMarket_Returns_1997-1998.csv": ("return_date,product_id,store_id,quantity", back),
            "MavenMarket_Products.csv": (
                "product_id,product_brand,product_name,product_sku,product_retail_price,product_cost,product_weight,"
                "recyclable,low_fat",
                [(it, "Washington", f"Juice {it}", 90748583674 + it, price, price / 2, "8.39", "", "1")
                 for it, price in prices.items()]),
            "MavenMarket_Customers.csv": (
                "customer_id,customer_acct_num,first_name,last_name,customer_address,customer_city,"
                "customer_state_province,customer_postal_code,customer_country,birthdate,marital_status,yearly_income,"
                "gender,total_children,num_children_at_home,education,acct_open_date,member_card,occupation,homeowner",
                [(100 + it, 87462024688 + it, f"Sheri{it}", f"Nowmery{it}", "2433 Bailey", "Tlaxiaco", "Oaxaca", "15057",
                  "Mexico", "8/26/1961", "M", "$30K - $50K", "F", 4, 2, "Partial High School", "9/10/1991", "Bronze",
                  "Skilled Manual", "Y") for it in range(9)]),
            "MavenMarket_Stores.csv": (
                "store_id,region_id,store_type,store_name,store_street_address,store_city,store_state,store_country,"
                "store_phone,first_opened_date,last_remodel_date,total_sqft,grocery_sqft",
                [(it, it, "Supermarket", f"Store {it}", "2853 Bailey", "Acapulco", "Guerrero", "Mexico", "262-555-5124",
                  "1/9/1982", "12/5/1990", 23593, 17475) for it in range(1, 5)]),
            "MavenMarket_Regions.csv": ("region_id,sales_district,sales_region",
                                        [(it, "Acapulco", "Mexico West") for it in range(1, 5)]),
            "MavenMarket_Calendar.csv": ("date", [(f"{month}/{day}/1997",) for month in (1, 2, 3, 4, 5)
                                                  for day in range(1, 29)]),
        },
        {"1997": total(amounts)},
        units=str(units),
        nobody=("Sheri1", "Nowmery1"),
    )  # fmt: skip


def electronics() -> Stranger:
    """List price, net price and cost on the line; keys called Key; a currency on each line."""
    rows, sold, units = [], [], 0
    for at in range(50):
        product, quantity = 1 + at % 15, 1 + at % 6
        price = Decimal(20 + product * 3)
        net = price * Decimal(("1", "0.9", "0.85")[at % 3])
        rows.append(
            (
                366000 + at // 2,
                at % 2,
                f"2016-0{1 + at // 10}-{1 + at // 2 % 28:02d}",
                f"2016-0{1 + at // 10}-{1 + at // 2 % 28:02d}",
                1042 + at // 2 % 8,
                10 * (1 + at // 2 % 4),
                product,
                quantity,
                f"{price:.4f}",
                f"{net:.4f}",
                f"{price / 2:.4f}",
                "USD",
                "1",
            )
        )
        sold.append(quantity * net)
        units += quantity
    return Stranger(
        "electronics",
        "the Contoso sales sample",
        {
            "sales.csv": (
                "OrderKey,LineNumber,OrderDate,DeliveryDate,CustomerKey,StoreKey,ProductKey,Quantity,UnitPrice,NetPrice,"
                "UnitCost,CurrencyCode,ExchangeRate", rows),
            "product.csv": (
                "ProductKey,ProductCode,ProductName,Manufacturer,Brand,Color,WeightUnit,Weight,Cost,Price,CategoryCode,"
                "CategoryName,SubCategoryCode,SubCategoryName",
                [(it, f"010100{it}", f"Player {it}", "Contoso, Ltd", "Contoso", "Silver", "ounces", "4.8",
                  f"{Decimal(20 + it * 3) / 2:.4f}", f"{Decimal(20 + it * 3):.4f}", "01", "Audio", "0101", "MP4")
                 for it in range(1, 16)]),
            "customer.csv": (
                "CustomerKey,GeoAreaKey,StartDT,EndDT,Continent,Gender,Title,GivenName,MiddleInitial,Surname,"
                "StreetAddress,City,State,StateFull,ZipCode,Country,CountryFull,Birthday,Age,Occupation,Company",
                [(1042 + it, 2, "1990-01-01", "2050-01-01", "Australia", "female", "Mrs.", f"Julia{it}", "T", f"Foremost{it}",
                  "54 Faulkner", "Taree", "NSW", "New South Wales", "2430", "AU", "Australia", "1975-03-02", "47", "Baker",
                  "X") for it in range(8)]),
            "store.csv": (
                "StoreKey,StoreCode,GeoAreaKey,CountryCode,CountryName,State,OpenDate,CloseDate,Description,SquareMeters,"
                "Status", [(10 * it, it, 1, "AU", "Australia", "NSW", "2008-01-01", "", f"Store number {it}", 595, "")
                           for it in range(1, 5)]),
        },
        {"2016": total(sold)},
        units=str(units),
        nobody=("Julia1", "Foremost1"),
    )  # fmt: skip


SHOPS = (grocery_chain, electronics)
