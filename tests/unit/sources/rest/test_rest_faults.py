"""Whatever a server does wrong: tried again where it helps, clear where not; no half loads."""

from __future__ import annotations

import ssl
import subprocess
import time
from email.utils import formatdate
from pathlib import Path

import pytest
from tests.rest_api.server import (
    Api,
    cut,
    cut_chunks,
    drip,
    hang_up,
    instead,
    packed,
    redirect,
    serve,
    stall,
    status,
)
from tests.unit.sources.rest.conftest import PATIENCE, TOKEN, orders

from tillhouse.errors import ConfigError, SourceError
from tillhouse.sources.rest.access import ApiAccess, Patience
from tillhouse.sources.rest.client import Client
from tillhouse.sources.rest.failures import Broken

PASSING = {
    "server error": status(500),
    "bad gateway": status(502),
    "gateway timeout": status(504),
    "cut in the body": cut(),
    "cut after the headers": cut(0),
    "cut between chunks": cut_chunks(),
    "hung up": hang_up(),
    "silent": stall(0.8),
    "not JSON": instead(b"<html>please wait</html>"),
    "half a document": instead(b'{"data": [{"id": 1}'),
    "two documents": instead(b'{"data": []}{"data": []}'),
    "no list": instead(b'{"error": "busy"}'),
    "empty": instead(b""),
    "packed and cut": packed(0.5),
    "wrongly compressed": instead(b"not gzip", **{"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("fault", PASSING.values(), ids=list(PASSING))
def test_what_passes_is_tried_again(api, ingest, loaded, fault) -> None:
    api.faults.extend([None, fault])
    ingest()
    assert [row["id"] for row in loaded()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("fault", PASSING.values(), ids=list(PASSING))
def test_what_stays_is_an_error_and_leaves_nothing_half_loaded(api, ingest, loaded, fault) -> None:
    api.faults.extend([None, *[fault] * PATIENCE.tries])
    with pytest.raises(SourceError, match=f"{PATIENCE.tries} times"):
        ingest()
    assert loaded() == []
    ingest()  # and the next run finds everything
    assert [row["id"] for row in loaded()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("code", "said"), [(400, "status 400"), (403, "may not read"), (404, "nothing at this address")]
)
def test_what_no_second_try_would_mend_is_not_tried_again(api, ingest, code, said) -> None:
    api.faults.append(status(code))
    with pytest.raises(SourceError, match=said):
        ingest()
    assert len(api.lists) == 1


def client_of(api: Api, patience: Patience = PATIENCE) -> tuple[Client, list[float]]:
    pauses: list[float] = []
    client = Client(ApiAccess(api.address), patience)
    client.pause = pauses.append
    return client, pauses


def get(client: Client) -> None:
    client.get(client.address_of("/orders"), {}, lambda page: page.read("data")).body.close()


@pytest.mark.parametrize("code", [429, 503])
def test_a_pause_in_seconds_is_kept(api, code) -> None:
    api.faults.append(status(code, Retry_After="3"))
    client, pauses = client_of(api)
    get(client)
    assert pauses == [3]


def test_a_pause_until_a_date_is_kept(api) -> None:
    api.faults.append(status(429, Retry_After=formatdate(time.time() + 3, usegmt=True)))
    client, pauses = client_of(api)
    get(client)
    assert len(pauses) == 1
    assert 1.5 < pauses[0] <= 3


def test_a_pause_without_a_length_doubles(api) -> None:
    api.faults.extend([status(429), status(429, Retry_After="soon"), status(429)])
    client, pauses = client_of(api)
    get(client)
    assert pauses == [0.01, 0.02, 0.04]


def test_a_pause_is_really_waited_for(api, ingest) -> None:
    api.faults.append(status(429, Retry_After="1"))
    started = time.monotonic()
    ingest()
    assert 1 <= time.monotonic() - started < 5


def test_a_pause_of_hours_is_left_to_the_next_run(api) -> None:
    api.faults.append(status(429, Retry_After="7200"))
    client, pauses = client_of(api)
    with pytest.raises(SourceError, match="7,200 seconds"):
        get(client)
    assert pauses == []


def test_pauses_come_to_an_end(api) -> None:
    api.faults.extend([status(429, Retry_After="0")] * 50)
    client, pauses = client_of(api)
    with pytest.raises(SourceError, match="429"):
        get(client)
    assert len(pauses) == PATIENCE.polite_tries - 1


def test_waits_after_errors_double(api) -> None:
    api.faults.extend([status(500), status(500)])
    client, pauses = client_of(api)
    get(client)
    assert pauses == [0.01, 0.02]


def test_a_page_that_comes_drop_by_drop_is_given_up(api) -> None:
    api.faults.extend([drip(0.2, 40)])
    patience = Patience(tries=1, read_seconds=0.5, page_seconds=0.5)
    client, _ = client_of(api, patience)
    started = time.monotonic()
    with pytest.raises(SourceError, match=r"over 0\.5 seconds"):
        get(client)
    assert time.monotonic() - started < 4


def test_a_page_without_end_is_given_up(api) -> None:
    api.faults.append(instead(b" " * 300_000))
    client, _ = client_of(api, Patience(tries=1, page_bytes=100_000))
    with pytest.raises(SourceError, match="larger than 100,000 bytes"):
        get(client)


def test_a_page_of_many_megabytes_does_not_lie_in_memory(api, ingest, loaded) -> None:
    import tracemalloc

    api.tables["/orders"] = [{"id": n, "name": "x" * 2_000} for n in range(15_000)]  # 30 MB
    api.paging["/orders"] = "none"
    api.before = lambda number: tracemalloc.reset_peak()
    body = api.answer  # made before measuring: the server lives in this process too
    prepared = body(type("Seen", (), {"path": "/orders", "params": {}})())
    api.answer = lambda seen: prepared  # type: ignore[method-assign]
    tracemalloc.start()
    base = tracemalloc.get_traced_memory()[0]
    ingest('paging = "none"\n', Patience(read_seconds=20))
    peak = tracemalloc.get_traced_memory()[1] - base
    tracemalloc.stop()
    assert len(loaded()) == 15_000
    assert peak < 0.6 * len(prepared.body), peak


def test_a_packed_answer_is_unpacked(api, ingest, loaded) -> None:
    api.faults.extend([packed(), packed(), packed()])
    ingest()
    assert len(loaded()) == 5
    assert len(api.lists) == 3


def test_nobody_there_is_said(ingest, loaded) -> None:
    with pytest.raises(SourceError, match="refused the connection") as caught:
        ingest(location="http://127.0.0.1:9")
    assert "127.0.0.1:9/orders" in caught.value.where
    assert loaded() == []


def test_an_unknown_host_is_said(ingest) -> None:
    with pytest.raises(SourceError, match="its name is not known"):
        ingest(location="http://nowhere.invalid")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that nobody has signed, with its key in the same file."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1"
    command += " -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem"
    try:
        subprocess.run(command.split(), cwd=folder, check=True, capture_output=True, timeout=60)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


def test_a_certificate_that_cannot_be_trusted_stops_it(certificate, ingest) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serve(Api(tables={"/orders": orders(1)}), context) as api:
        with pytest.raises(SourceError, match="certificate cannot be trusted") as caught:
            ingest(location=api.address, token=TOKEN)
        assert api.requests == []
    assert "REQUESTS_CA_BUNDLE" in caught.value.remedy


def test_a_certificate_of_ones_own_is_trusted_where_it_is_named(
    certificate, ingest, monkeypatch, loaded
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.parent / "cert.pem"))
    with serve(Api(tables={"/orders": orders(1)}), context) as api:
        ingest('paging = "none"\n', location=api.address, token=TOKEN)
    assert len(loaded()) == 1


def test_a_server_that_speaks_no_tls_is_said(api, ingest) -> None:
    with pytest.raises(SourceError, match="TLS"):
        ingest(location=api.address.replace("http://", "https://"), token=TOKEN)


def test_a_redirect_to_another_host_carries_no_token(api, ingest) -> None:
    with serve(Api(tables={"/orders": orders(1)})) as other:
        api.token = TOKEN
        api.faults.append(redirect(other.address.replace("127.0.0.1", "localhost") + "/orders"))
        ingest('paging = "none"\n', token=TOKEN)
    assert [seen.authorization for seen in other.requests] == [""]


@pytest.mark.parametrize(
    "location",
    ["http://shop.example/api", "https://me:word@shop.example/api", "ftp://shop.example"],
)
def test_a_token_is_not_sent_in_the_clear_nor_taken_from_an_address(ingest, location) -> None:
    with pytest.raises(ConfigError) as caught:
        ingest(location=location, token=TOKEN)
    assert "word" not in str(caught.value).replace("password", "")


FAULTS = {
    **PASSING,
    "echo": instead(f"<p>{TOKEN}</p>".encode()),
    "refused": status(401),
    "forbidden": status(403),
    "redirected": redirect("http://127.0.0.1:9/" + TOKEN),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_no_error_tells_the_token(api, ingest, fault) -> None:
    api.token = TOKEN
    api.faults.extend([fault] * PATIENCE.tries)
    with pytest.raises(SourceError) as caught:
        ingest(token=TOKEN, variables={"token_env": "SHOP_TOKEN"})
    assert TOKEN not in str(caught.value)
    assert caught.value.__cause__ is None  # nor what a saved traceback would show of it
    assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_document_cut_short_is_not_quoted() -> None:
    from io import BytesIO

    from tillhouse.sources.rest.page import Page

    page = Page(BytesIO(b'{"data": [{"name": "Jane Doe"'), {})
    with pytest.raises(Broken) as caught:
        page.read("data")
    assert "Jane" not in str(caught.value)
