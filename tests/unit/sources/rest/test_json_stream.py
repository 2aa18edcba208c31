"""A JSON document read as a stream says what the standard library says of the whole."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tillhouse.sources.rest import json_stream
from tillhouse.sources.rest.json_stream import BadJson, JsonStream, Number

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text('ab"é'), inner), max_leaves=12
)


def read(body: bytes, items: str = "data", wanted: tuple[str, ...] = ()) -> tuple[list[Any], Any]:
    stream = JsonStream(BytesIO(body), items, wanted)
    return list(stream.elements()), stream


def with_texts(value: Any) -> Any:
    """Numbers as the text that JSON has for them."""
    return json.loads(json.dumps(value, allow_nan=True), parse_int=Number, parse_float=Number)


@given(st.lists(DOCUMENTS), st.sampled_from([None, 1, 2]), st.booleans())
@settings(max_examples=150)
def test_elements_are_those_of_the_whole_document(
    elements: list[Any], indent: int | None, is_ascii: bool
) -> None:
    document = {"meta": {"n": 1, "data": [0]}, "data": elements, "next": "x"}
    text = json.dumps(document, indent=indent, ensure_ascii=is_ascii, allow_nan=True)
    if "Infinity" in text:
        return
    try:
        body = text.encode()
    except UnicodeEncodeError:
        return
    before = json_stream.CHUNK
    json_stream.CHUNK = 3  # so that everything lies across the edge of a chunk
    try:
        found, stream = read(body, wanted=("next", "meta.n"))
    finally:
        json_stream.CHUNK = before
    assert found == with_texts(elements)
    assert stream.values == {"next": "x", "meta.n": "1"}
    assert stream.fields == ["meta", "data", "next"]


@pytest.mark.parametrize("path", ["a", "a.b", "a.b.c"])
def test_a_list_is_found_at_its_path_and_only_there(path: str) -> None:
    document: Any = [1, 2]
    for name in reversed(path.split(".")):
        document = {"data": [9], name: document, "other": {"a": [8]}}
    assert read(json.dumps(document).encode(), path)[0] == ["1", "2"]


@pytest.mark.parametrize(
    ("body", "has_list"),
    [(b'{"data": null}', True), (b'{"data": []}', True), (b'{"data": {}}', False), (b"{}", False)],
)
def test_a_list_may_be_empty_or_null_but_not_absent(body: bytes, has_list: bool) -> None:
    elements, stream = read(body)
    assert (elements, stream.has_list) == ([], has_list)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"<html>",
        b'{"data": [1, 2',
        b'{"data": [1, 2]',
        b'{"data": [1 2]}',
        b'{"data": [1,]}',
        b'{"data": [1]} x',
        b'{"data": [1]}{"data": [2]}',
        b'{"data": [NaN]}',
        b'{"data": [Infinity]}',
        b"{data: [1]}",
        b"{1: [1]}",
        b'{"data" [1]}',
        b'{"data": ["\xff"]}',
        b'{"data": ["a\nb"]}',
        b'{"data": [' + b"[" * 100_000,
    ],
)
def test_what_is_not_one_whole_document_is_said(body: bytes) -> None:
    with pytest.raises(BadJson):
        read(body)


def test_a_value_without_end_is_not_read_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "LARGEST_VALUE", 1_000_000)
    body = BytesIO(b'{"data": ["' + b"x" * 20_000_000)
    with pytest.raises(BadJson, match="longer than"):
        list(JsonStream(body, "data").elements())
    assert body.tell() < 10_000_000
