"""Whatever is damaged, full, closed or gone: an undisturbed result, or a refusal with a way out.

`make test-damage` tries all states; the long tests try one of each kind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.damage.shop import Workshop
from tests.damage.states import State, all_states, some_states
from tests.damage.trials import try_state

pytestmark = pytest.mark.long

STATES = all_states() if os.environ.get("TILLHOUSE_DAMAGE") else some_states()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    with Workshop(tmp_path_factory.mktemp("damage")) as made:
        yield made


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_damaged_state_is_undisturbed_or_told_with_a_way_out(
    shop: Workshop, state: State, record_property: pytest.RecordProperty
) -> None:
    record_property("ended", try_state(shop, state))


def test_there_are_at_least_150_states() -> None:
    assert len({state.name for state in all_states()}) >= 150
