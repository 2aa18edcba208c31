"""What JSON says, as text and with every digit; what a full copy that changed means."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from tests.rest_api.server import instead
from tests.unit.sources.rest.conftest import CURSOR, orders

from tillhouse.errors import ConfigError
from tillhouse.lake.retention import prune
from tillhouse.sources.files.header import match_header
from tillhouse.sources.rest.page import Page
from tillhouse.sources.rest.values import Unreadable, fields_of, row_of
from tillhouse.sources.table import TableSpec

TABLE = TableSpec(name="t", files=(), columns=("id", "name"))


def only(json: bytes) -> dict[str, str]:
    with Page(BytesIO(json), {}) as page:
        page.read("")
        record = next(page.rows(""))
    return row_of(record, match_header(fields_of(record), TABLE).columns)


@pytest.mark.parametrize(
    ("json", "text"),
    [
        (b"1.10", "1.10"),
        (b"0.1", "0.1"),
        (b"12345678901234567890.123", "12345678901234567890.123"),
        (b"9007199254740993", "9007199254740993"),
        (b"1e5", "100000"),
        (b"-2.50E-3", "-0.00250"),
        (b"-0", "-0"),
        (b"true", "true"),
        (b'"  kept  "', "  kept  "),
        (b'"1.0"', "1.0"),
        (
            b'{"b": [1, 2.50, null, false], "a": "\\u00e9\\""}',
            '{"b":[1,2.50,null,false],"a":"é\\""}',
        ),
    ],
)
def test_a_value_keeps_its_digits(json: bytes, text: str) -> None:
    assert only(b'[{"id": ' + json + b"}]") == {"id": text}


def test_null_is_no_text() -> None:
    assert only(b'[{"id": 1, "name": null}]') == {"id": "1"}


def test_names_are_matched_as_in_a_header() -> None:
    assert only(b'[{"ID": 1, "Given Name": "x"}]') == {"id": "1", "given_name": "x"}


def test_a_byte_order_mark_is_passed_over() -> None:
    assert only(b'\xef\xbb\xbf[{"id": 1}]') == {"id": "1"}


@pytest.mark.parametrize(
    "json",
    [
        b"[1]",
        b"[null]",
        b'[["id"]]',
        b'[{"id": 1e999999999}]',
        b'[{"id": 1e99999999999999999999}]',
        b'[{"id": "half \\ud83d"}]',
        b'[{"id": "a\\u0000b"}]',
    ],
)
def test_a_record_that_is_no_row_is_unreadable(json: bytes) -> None:
    with pytest.raises(Unreadable):
        only(json)


@pytest.mark.parametrize("number", [b"1" * 5_000, b"-" + b"9" * 40, b"0." + b"1" * 5_000])
def test_a_number_may_be_as_long_as_it_likes(number: bytes) -> None:
    assert only(b'[{"id": ' + number + b"}]") == {"id": number.decode()}


def test_an_unreadable_record_is_kept_with_its_reason_and_the_others_load(
    api, ingest, loaded
) -> None:
    api.paging["/orders"] = "none"
    api.faults.append(instead(b'{"data": [{"id": 1}, 7, {"id": 3}]}'))
    report = ingest('paging = "none"\n')
    assert [(row["id"], row["_unreadable"], row["_raw"]) for row in loaded()] == [
        ("1", None, None),
        (None, "a number instead of an object", "7"),
        ("3", None, None),
    ]
    assert (report.rows, report.unreadable_rows) == (3, 1)
    assert "row 2" in report.messages()[0]


def test_what_has_not_changed_is_not_loaded_again(api, ingest, loaded) -> None:
    ingest()
    again = ingest()
    assert (again.rows, len(again.known), len(loaded())) == (0, 1, 5)


def test_another_order_of_rows_and_fields_is_no_change(api, ingest) -> None:
    ingest()
    api.tables["/orders"] = [dict(reversed(row.items())) for row in reversed(orders(5))]
    assert ingest().loaded == []


def test_what_changed_is_loaded_again(api, ingest, loaded) -> None:
    ingest()
    api.tables["/orders"][0]["name"] = "changed"
    assert ingest().rows == 5
    assert loaded()[5]["name"] == "changed"


def test_a_table_that_goes_back_to_an_earlier_state_has_changed(api, ingest, loaded) -> None:
    # The content came before; taken for known, the price of yesterday would stay.
    for price in (1, 2, 1):
        api.tables["/orders"] = [{"id": 1, "amount": price}]
        ingest()
    assert [row["amount"] for row in loaded()] == ["1", "2", "1"]


def test_what_was_pruned_by_its_age_is_loaded_again(api, ingest, bronze, loaded) -> None:
    # An API brings everything each time: what did not change for long is not old.
    ingest()
    prune(bronze, 30, datetime.now(UTC) + timedelta(days=31))
    assert loaded() == []
    ingest()
    assert len(loaded()) == 5


def test_a_column_that_some_rows_lack_is_null_there(api, ingest, loaded) -> None:
    api.tables["/orders"] = [{"id": 1}, {"id": 2, "colour": "red"}]
    ingest()
    assert [row["colour"] for row in loaded()] == [None, "red"]


def test_a_table_without_a_required_column_is_refused_once(api, ingest, loaded, bronze) -> None:
    api.tables["/orders"] = [{"number": 1}]
    report = ingest()
    assert "no row has id; the fields are number" in report.refused[0].message
    assert loaded() == []
    kept = bronze.refused.copy_of(report.refused[0])
    assert kept.read_text() == '{"number": "1"}\n'
    again = ingest()
    assert (len(again.refused), len(again.still_refused)) == (0, 1)
    api.tables["/orders"] = orders(1)
    ingest()
    assert len(loaded()) == 1


def test_two_fields_for_one_column_are_refused(api, ingest, loaded) -> None:
    api.tables["/orders"] = [{"id": 1, "ID": 2}]
    assert "two fields of a row are both id" in ingest().refused[0].message
    assert loaded() == []


def test_an_alias_is_understood(api, ingest, loaded) -> None:
    api.tables["/orders"] = [{"id": 1, "Label": "x"}]
    ingest()
    assert loaded()[0]["name"] == "x"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('paging = "pages"', "paging"),
        ('paging = "page"\nkey = ["number"]', "number"),
        ('paging = "page"\npage_size = "many"', "page_size"),
        ('paging = "page"\nprefer = "files"', "prefer"),
        ('pagin = "page"', "pagin"),
    ],
)
def test_a_wrong_key_of_a_resource_is_named(make_spec, keys, said) -> None:
    with pytest.raises(ConfigError, match=said):
        make_spec(keys)


def test_a_resource_key_without_a_resource_is_named(tmp_path) -> None:
    from tillhouse.sources.spec import load_spec

    (tmp_path / "source.toml").write_text(
        '[tables.t]\nfiles = ["t.csv"]\ncolumns = ["a"]\npaging = "page"\n'
    )
    with pytest.raises(ConfigError, match="paging"):
        load_spec("shop", tmp_path)


def test_the_first_page_may_have_another_number(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    ingest(CURSOR.replace('"cursor"', '"page"') + "first_page = 2\n")
    assert [row["id"] for row in loaded()] == ["3", "4", "5"]
