"""A sample of the mutated deliveries; `make test-mutations` makes as many as one likes."""

from __future__ import annotations

import pytest

from tests.mutations.__main__ import STEP, find_wrong


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_no_mutated_delivery_stops_the_others() -> None:
    seeds = [STEP + at for at in range(200)]
    print(f"seeds {seeds[0]} to {seeds[-1]}")
    assert find_wrong(seeds) == []
