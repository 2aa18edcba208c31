"""All pages, each row once, and nothing that changed between two of them."""

from __future__ import annotations

from typing import Any

import pytest
from tests.rest_api.server import instead
from tests.unit.sources.rest.conftest import CURSOR, PAGE, orders

from tillhouse.errors import SourceError

UNSURE = 'paging = "page"\nkey = ["id"]\n'
NO_KEY = 'paging = "page"\ntotal = "meta.total"\n'


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


@pytest.mark.parametrize(
    ("style", "keys"),
    [
        ("cursor", CURSOR),
        ("page", PAGE),
        ("page", UNSURE),
        ("page", 'paging = "page"\npages = "meta.pages"\n'),
        ("link", 'paging = "link"\n'),
        ("none", 'paging = "none"\n'),
    ],
)
@pytest.mark.parametrize("count", [0, 1, 2, 5, 6])
def test_every_row_of_every_page_comes_once(api, ingest, loaded, style, keys, count) -> None:
    api.tables["/orders"], api.paging["/orders"] = orders(count), style
    report = ingest(keys)
    assert ids(loaded()) == [str(number) for number in range(1, count + 1)]
    assert report.rows == count
    assert [row["_source_row"] for row in loaded()] == list(range(1, count + 1))


def test_a_server_that_gives_smaller_pages_than_asked_for_is_read_to_the_end(
    api, ingest, loaded
) -> None:
    # Whoever takes a short page for the last one loses the rest.
    api.paging["/orders"], api.largest_page = "page", 2
    ingest('paging = "page"\nsize_param = "limit"\npage_size = 100\nkey = ["id"]\n')
    assert ids(loaded()) == ["1", "2", "3", "4", "5"]
    assert api.lists[0].params == {"limit": "100", "page": "1"}


def test_a_row_pushed_onto_the_next_page_by_a_new_one_comes_once(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"

    def insert(number: int) -> None:
        if number == 2:
            api.tables["/orders"].insert(0, {"id": 0, "name": "new"})

    api.before = insert
    ingest(UNSURE)
    assert ids(loaded()) == ["1", "2", "3", "4", "5"]  # 2 came on two pages


def test_of_a_row_that_comes_twice_the_later_counts(api, ingest, loaded) -> None:
    api.tables["/orders"] = [*orders(3), {"id": 1, "name": "corrected"}]
    ingest()
    assert {row["id"]: row["name"] for row in loaded()}["1"] == "corrected"
    assert len(loaded()) == 3


def test_identical_rows_without_a_key_are_all_kept(api, ingest, loaded) -> None:
    api.tables["/orders"] = [{"id": 1, "name": "a"}] * 3
    ingest('paging = "cursor"\n')
    assert len(loaded()) == 3


def test_a_row_that_slips_over_the_edge_of_a_page_is_not_missed(api, ingest, loaded) -> None:
    # After page 1 the first order is deleted: 3 moves to page 1, and page 2 begins with 4.
    api.paging["/orders"] = "page"

    def delete(number: int) -> None:
        if number == 2:
            del api.tables["/orders"][0]

    api.before = delete
    ingest(PAGE.replace('stamp = "header:ETag"\n', ""))
    assert ids(loaded()) == ["2", "3", "4", "5"]


def test_a_stamp_that_changes_between_pages_makes_it_read_again(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    stamps = iter(['"a"', '"b"'])
    api.stamp = lambda: next(stamps, '"b"')
    ingest(PAGE)
    assert ids(loaded()) == ["1", "2", "3", "4", "5"]
    assert [seen.params["page"] for seen in api.lists] == ["1", "2", "1", "2", "3"]


def test_rows_that_are_only_added_do_not_make_it_read_again(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    api.before = lambda number: api.tables["/orders"].append({"id": 100 + number})
    report = ingest(PAGE, client_id="")
    assert {"1", "2", "3", "4", "5"} <= set(ids(loaded()))
    assert len(ids(loaded())) == len(set(ids(loaded()))) == report.rows
    assert [seen.params["page"] for seen in api.lists].count("1") == 1


def test_without_a_key_a_total_that_grows_makes_it_read_again(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"

    def insert(number: int) -> None:
        if number == 2:
            api.tables["/orders"].insert(0, {"id": 0, "name": "new"})

    api.before = insert
    ingest(NO_KEY)
    assert ids(loaded()) == ["0", "1", "2", "3", "4", "5"]


def test_data_that_never_hold_still_are_not_half_loaded(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    api.tables["/orders"] = orders(60)
    api.before = lambda number: api.tables["/orders"].pop(0) and None
    with pytest.raises(SourceError, match="changes faster than it can be read"):
        ingest(PAGE)
    assert loaded() == []


def test_fewer_rows_than_the_total_says_are_not_taken(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    short = instead(b'{"data": [], "meta": {"total": 5}}')
    api.faults.extend([None, short])
    ingest(PAGE)  # page 2 was empty once; the second reading has it
    assert len(loaded()) == 5


def test_a_server_that_does_not_know_the_page_parameter_is_found_out(api, ingest, loaded) -> None:
    api.paging["/orders"] = "page"
    with pytest.raises(SourceError, match="page 2 is page 1 over again") as caught:
        ingest('paging = "page"\npage_param = "seite"\n')
    assert "page_param" in caught.value.remedy
    assert loaded() == []


def test_a_cursor_that_leads_back_ends_with_an_error(api, ingest, loaded) -> None:
    back = instead(b'{"data": [{"id": 9}], "next_cursor": "c2"}')
    api.faults.extend([None, back])
    with pytest.raises(SourceError, match="leads back"):
        ingest()
    assert loaded() == []


def test_a_next_page_on_another_host_gets_no_token(api, ingest, loaded) -> None:
    api.token = "secret-token"
    api.faults.append(instead(b'{"data": [{"id": 1}]}', Link='<http://127.0.0.1:9/x>; rel="next"'))
    with pytest.raises(SourceError, match="another place"):
        ingest('paging = "link"\n', token="secret-token")
    assert loaded() == []
