"""The price of a line that tells none: it stands in the list of products."""

from __future__ import annotations

from collections.abc import Sequence

from tillhouse.onboarding.mapping import Guess, Hop, Lookup


def add_product_price(guess: Guess, guesses: Sequence[Guess]) -> None:
    """Let the list of products lend its price to lines that name a product and no money."""
    products = next(
        (it for it in guesses if it.entity.name == "products" and not it.is_derived), None
    )
    key = guess.name_of("product_id")
    if products is None or not key or products.table is guess.table:
        return
    own = products.name_of("product_id")
    if own and products.table.is_unique(own) and "list_price" in products.matches:
        hop = Hop(key, products.table, own)
        guess.lookups["unit_price"] = Lookup((hop,), products.matches["list_price"].column)
