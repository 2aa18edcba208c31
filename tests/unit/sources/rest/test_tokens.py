"""Tokens: sent, renewed once when they have expired, never shown."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rest_api.server import status
from tests.unit.sources.rest.conftest import CURSOR, TOKEN

from tillhouse.errors import SourceError

SECRET = "a-client-secret"
NAMES = {
    "token_env": "SHOP_TOKEN",
    "client_id_env": "SHOP_CLIENT",
    "client_secret_env": "SHOP_SECRET",
}


def renewing(api: Any, secret: str = SECRET) -> dict[str, Any]:
    return {
        "token_url": f"{api.address}/token",
        "client_id": "shop",
        "client_secret": secret,
        "variables": NAMES,
    }


def test_the_token_goes_with_every_request(api, ingest) -> None:
    api.token = TOKEN
    ingest(token=TOKEN)
    assert {seen.authorization for seen in api.lists} == {f"Bearer {TOKEN}"}


def test_a_wrong_token_names_its_variable_and_is_not_tried_twice(api, ingest, loaded) -> None:
    api.token = TOKEN
    with pytest.raises(SourceError, match="token was refused") as caught:
        ingest(token="an-old-token", variables=NAMES)
    assert "SHOP_TOKEN" in caught.value.remedy
    assert len(api.lists) == 1
    assert loaded() == []


def test_a_missing_token_says_how_to_name_one(api, ingest) -> None:
    api.token = TOKEN
    with pytest.raises(SourceError) as caught:
        ingest()
    assert "token_env" in caught.value.remedy


def test_a_token_that_expires_between_two_pages_is_renewed(api, ingest, loaded) -> None:
    api.client, api.token_life = ("shop", SECRET), 2
    ingest(CURSOR, **renewing(api))
    assert [row["id"] for row in loaded()] == ["1", "2", "3", "4", "5"]
    assert len(api.issued) == 2


def test_a_token_that_is_refused_while_it_is_fresh_is_not_renewed_for_ever(api, ingest) -> None:
    api.client, api.token_life = ("shop", SECRET), 0
    with pytest.raises(SourceError, match="token was refused") as caught:
        ingest(**renewing(api))
    assert len(api.issued) == 1
    assert "SHOP_SECRET" in caught.value.remedy


def test_a_client_that_is_not_known_is_said_without_its_secret(api, ingest) -> None:
    api.client = ("shop", SECRET)
    with pytest.raises(SourceError, match="client was refused") as caught:
        ingest(**renewing(api, "a-wrong-secret"))
    assert "a-wrong-secret" not in str(caught.value)
    assert "SHOP_CLIENT" in caught.value.remedy
    assert api.lists == []


def test_a_fixed_token_that_has_expired_is_followed_by_one_of_the_endpoint(
    api, ingest, loaded
) -> None:
    api.client = ("shop", SECRET)
    ingest(token="expired", **renewing(api))
    assert len(loaded()) == 5


def test_a_token_is_not_asked_for_again_because_of_a_server_error(api, ingest) -> None:
    api.client = ("shop", SECRET)
    api.faults.extend([status(500), None])
    ingest(**renewing(api))
    assert len(api.issued) == 1


def test_no_password_of_a_netrc_is_sent(api, ingest, tmp_path, monkeypatch) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password mine\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    ingest()
    assert {seen.authorization for seen in api.lists} == {""}
