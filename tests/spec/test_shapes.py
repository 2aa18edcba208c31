"""Every gold and check table has exactly the columns and types that its YAML names."""

from __future__ import annotations

from small_shop import SmallShop

from tillhouse.contracts.check import INTERNAL
from tillhouse.contracts.models import read_models
from tillhouse.engines.arrow import neutral_name


def test_built_columns_are_those_of_the_yaml(shop: SmallShop) -> None:
    shop.build("audits")
    for doc in read_models():
        if doc.layer in ("gold", "checks"):
            schema = shop.engine.read(f"select * from {doc.schema}.{doc.name} limit 0").schema
            built = {
                field.name: neutral_name(field.type)
                for field in schema
                if field.name in doc.types or not field.name.startswith(INTERNAL)
            }
            assert list(built.items()) == list(doc.types.items()), doc.name
