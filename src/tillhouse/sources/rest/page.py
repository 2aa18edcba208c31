"""One answer of an API: kept on disk, read as a stream, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import IO, Any

import ijson  # type: ignore[import-untyped]

from tillhouse.sources.rest.failures import Broken
from tillhouse.sources.rest.resource import HEADER

BOM = b"\xef\xbb\xbf"
BEGINNING = 40
FIELDS_NAMED = 5
SCALARS = frozenset(("string", "number", "boolean", "null"))


class Page:
    """The body of an answer in a temporary file, with the answer's headers. Close it after use."""

    def __init__(self, body: IO[bytes], headers: Mapping[str, str], address: str = "") -> None:
        self.body = body
        self.headers = headers
        self.address = address
        self.size = body.seek(0, 2)
        body.seek(0)
        self._start = len(BOM) if body.read(len(BOM)) == BOM else 0
        self._values: dict[str, Any] = {}

    def __enter__(self) -> Page:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.body.close()

    def read(self, items: str, wanted: tuple[str, ...] = ()) -> None:
        """Read the whole body once, and keep the values at the wanted paths.

        Raises `Broken` when it is not one JSON document or has no list at `items`.
        """
        paths = {path for path in wanted if path and not path.startswith(HEADER)}
        found: dict[str, Any] = {}
        fields: list[str] = []
        has_list = False
        try:
            for prefix, event, value in ijson.parse(self.body_from_start()):
                if prefix == items and event in ("start_array", "null"):
                    has_list = True
                elif event in SCALARS and prefix in paths:
                    found.setdefault(prefix, value)
                elif event == "map_key" and not prefix:
                    fields.append(value)
        except (ijson.JSONError, ValueError, ArithmeticError):
            raise Broken(f"its answer is not JSON{self._beginning()}") from None
        if not has_list:
            raise Broken(_without_list(items, fields), "Check `items` in source.toml.")
        self._values = found

    def value(self, path: str) -> Any:
        """What stands at a path of the body, or in a header; None where nothing does."""
        if path.startswith(HEADER):
            return self.headers.get(path.removeprefix(HEADER))
        return self._values.get(path)

    def rows(self, items: str) -> Iterator[Any]:
        """The elements of the list. Numbers come as int and Decimal, with all their digits."""
        return iter(ijson.items(self.body_from_start(), f"{items}.item" if items else "item"))

    def body_from_start(self) -> IO[bytes]:
        """The body, to be read from its beginning (after a byte order mark)."""
        self.body.seek(self._start)
        return self.body

    def _beginning(self) -> str:
        """How a body begins that is no JSON at all; a JSON document cut short may hold names."""
        text = self.body_from_start().read(BEGINNING).decode("utf-8", "replace").strip()
        return "" if not text or text[0] in "{[" else f"; it begins with {text!r}"


def _without_list(items: str, fields: list[str]) -> str:
    expected = f"no list {items!r}" if items else "no list"
    named = ", ".join(repr(name) for name in fields[:FIELDS_NAMED])
    return f"its answer holds {expected}" + (f", but {named}" if named else "")
