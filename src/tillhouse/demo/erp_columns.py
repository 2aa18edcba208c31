"""Columns of the wider AdventureWorks tables, without rowguid and ModifiedDate."""

from __future__ import annotations

PRODUCT = (
    "ProductID", "Name", "ProductNumber", "MakeFlag", "FinishedGoodsFlag", "Color",
    "SafetyStockLevel", "ReorderPoint", "StandardCost", "ListPrice", "Size",
    "SizeUnitMeasureCode", "WeightUnitMeasureCode", "Weight", "DaysToManufacture", "ProductLine",
    "Class", "Style", "ProductSubcategoryID", "ProductModelID", "SellStartDate", "SellEndDate",
    "DiscontinuedDate",
)  # fmt: skip
ADDRESS = ("AddressID", "AddressLine1", "AddressLine2", "City", "StateProvinceID", "PostalCode",
            "SpatialLocation")  # fmt: skip
STATE = ("StateProvinceID", "StateProvinceCode", "CountryRegionCode", "IsOnlyStateProvinceFlag",
          "Name", "TerritoryID")  # fmt: skip
OFFER = ("SpecialOfferID", "Description", "DiscountPct", "Type", "Category", "StartDate",
          "EndDate", "MinQty", "MaxQty")  # fmt: skip
SELLER = ("BusinessEntityID", "TerritoryID", "SalesQuota", "Bonus", "CommissionPct", "SalesYTD",
           "SalesLastYear")  # fmt: skip
TERRITORY = ("TerritoryID", "Name", "CountryRegionCode", "Group", "SalesYTD", "SalesLastYear",
              "CostYTD", "CostLastYear")  # fmt: skip
PERSON = ("BusinessEntityID", "PersonType", "Title", "FirstName", "MiddleName", "LastName")
EMPLOYEE = ("BusinessEntityID", "NationalIDNumber", "LoginID", "OrganizationNode",
            "OrganizationLevel", "JobTitle", "BirthDate", "MaritalStatus", "Gender", "HireDate",
            "SalariedFlag", "VacationHours", "SickLeaveHours", "CurrentFlag")  # fmt: skip
PURCHASE = ("PurchaseOrderID", "RevisionNumber", "Status", "EmployeeID", "VendorID", "ShipMethodID",
            "OrderDate", "ShipDate", "SubTotal", "TaxAmt", "Freight", "TotalDue")  # fmt: skip
PURCHASE_LINE = ("PurchaseOrderID", "PurchaseOrderDetailID", "DueDate", "OrderQty", "ProductID",
                 "UnitPrice", "LineTotal", "ReceivedQty", "RejectedQty", "StockedQty")  # fmt: skip
CUSTOMER = ("CustomerID", "PersonID", "StoreID", "TerritoryID", "AccountNumber")
