"""Names of persons: their parts make the whole, a title is none, and sales never see them."""

from __future__ import annotations

import pytest

ORDERS = "order_id,customer_id,order_date,total\n1,1,2024-01-02,5\n2,2,2024-01-03,6\n"


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("Anrede,Vorname,Nachname", "Vorname", "Nachname"),
        ("Titel,Vorname,Name", "Vorname", "Name"),
        ("Tratamiento,Nombre,Apellidos", "Nombre", "Apellidos"),
        ("Salutation,Given name,Family name", "Given name", "Family name"),
        ("Civilité,Prénom,Nom", "Prénom", "Nom"),
    ],
)
def test_the_parts_make_the_full_name_and_a_title_is_none(
    staged, header: str, first: str, last: str
) -> None:
    rows = "1,Ms,Ada,Lovegood\n2,Mr,Ben,Archer\n"
    found = staged({"customers.csv": f"customer_id,{header}\n{rows}", "orders.csv": ORDERS})
    customers = found["customers"]
    assert customers.model.columns["first_name"] == first
    assert customers.model.columns["last_name"] == last
    assert customers.column("full_name") == ["Ada Lovegood", "Ben Archer"]


def test_a_name_that_holds_the_first_name_is_the_full_one(staged) -> None:
    text = "customer_id,first name,name\n1,Ada,Ada Lovegood\n2,Ben,Ben Archer\n"
    customers = staged({"customers.csv": text})["customers"]
    assert customers.model.columns["full_name"] == "name"
    assert "last_name" not in customers.model.columns


def test_a_company_is_named_where_no_person_is(staged) -> None:
    text = "customer_id,first name,last name,company\n1,Ada,Lovegood,Acme\n2,,,Bolt & Co\n"
    assert staged({"customers.csv": text})["customers"].column("full_name") == [
        "Ada Lovegood",
        "Bolt & Co",
    ]


@pytest.mark.parametrize("name", ["staff", "cashiers", "Verkaeufer", "empleados", "sales_reps"])
def test_people_who_sell_are_no_places_of_sale(staged, name: str) -> None:
    text = "id,name,street,town,country\n1,Ada Lovegood,1 High St,Hull,UK\n2,Ben Archer,,Hull,UK\n"
    found = staged({f"{name}.csv": text})
    assert "stores" not in found
    assert found["employees"].column("first_name") == ["Ada", "Ben"]
    assert found["employees"].column("last_name") == ["Lovegood", "Archer"]


def test_a_store_is_not_called_by_the_name_of_who_works_there(recognise) -> None:
    stores = "store_id,store_name,city\n1,Ada Lovegood,Hull\n2,Ben Archer,York\n"
    staff = "employee_id,name\n7,Ada Lovegood\n8,Ben Archer\n"
    found = recognise({"stores.csv": stores, "staff.csv": staff})
    assert "store_name" not in found["stores"].matches
    assert "city" in found["stores"].matches


def test_a_region_is_no_state(recognise) -> None:
    text = "customer_id,name,region,country\n1,Ada,West,US\n2,Ben,East,US\n"
    assert "state_code" not in recognise({"customers.csv": text})["customers"].matches
