"""What a server's words mean: a refusal to let somebody in is no connection that broke off."""

from __future__ import annotations

import pytest

from tillhouse.sources.database.address import read_address
from tillhouse.sources.database.errors import explain, explain_cut

SHOP = read_address("postgresql://db.example/shop")


@pytest.mark.parametrize(
    "words",
    [
        "Host '10.0.0.7' is blocked; unblock with 'mariadb-admin flush-hosts'",
        "Plugin caching_sha3 could not be loaded",
        'FATAL: role "clerk" is restricted to maintenance',
    ],
)
def test_a_refusal_that_nobody_foresaw_is_no_broken_connection(words: str) -> None:
    told = str(explain(Exception(words), SHOP, str))
    assert "broke the connection off" not in told
    assert words in told


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        ("server closed the connection unexpectedly", "broke the connection off"),
        ("Lost connection to MySQL server", "broke the connection off"),
        ('password authentication failed for user "clerk"', "does not accept this user"),
        ("no pg_hba.conf entry for host", "cannot sign in"),
    ],
)
def test_what_is_known_keeps_its_meaning(words: str, meaning: str) -> None:
    assert meaning in str(explain(Exception(words), SHOP, str))


def test_what_stops_in_the_middle_broke_off() -> None:
    told = explain_cut(OSError("7 of 9 rows came"), SHOP, str, "orders was read, after 7 rows")
    assert "broke the connection off while orders was read, after 7 rows" in str(told)
