"""One answer of an API: kept on disk, read as a stream, whole or not at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import IO, Any

from tillhouse.sources.rest.failures import Broken
from tillhouse.sources.rest.json_stream import BadJson, JsonStream
from tillhouse.sources.rest.resource import HEADER

IN_MEMORY = 4 * 1024 * 1024  # a body up to this size is decoded once, a larger one twice
BEGINNING = 40
FIELDS_NAMED = 5


class Page:
    """The body of an answer in a temporary file, with the answer's headers. Close it after use."""

    def __init__(self, body: IO[bytes], headers: Mapping[str, str], address: str = "") -> None:
        self.body = body
        self.headers = headers
        self.address = address
        self.size = body.seek(0, 2)
        self._values: dict[str, Any] = {}
        self._elements: list[Any] | None = None

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
        paths = [path for path in wanted if path and not path.startswith(HEADER)]
        stream = JsonStream(self.from_start(), items, paths)
        try:
            if self.size <= IN_MEMORY:
                self._elements = list(stream.elements())
            else:
                deque(stream.elements(), maxlen=0)
        except BadJson:
            raise Broken(f"its answer is not JSON{self._beginning()}") from None
        if not stream.has_list:
            raise Broken(_without_list(items, stream.fields), "Check `items` in source.toml.")
        self._values = stream.values

    def value(self, path: str) -> Any:
        """What stands at a path of the body, or in a header; None where nothing does."""
        if path.startswith(HEADER):
            return self.headers.get(path.removeprefix(HEADER))
        return self._values.get(path)

    def rows(self, items: str) -> Iterator[Any]:
        """The elements of the list, of a body that was read."""
        if self._elements is not None:
            return iter(self._elements)
        return JsonStream(self.from_start(), items).elements()

    def from_start(self) -> IO[bytes]:
        """The body, to be read from its beginning."""
        self.body.seek(0)
        return self.body

    def _beginning(self) -> str:
        """How a body begins that is no JSON at all; a JSON document cut short may hold names."""
        text = self.from_start().read(BEGINNING).decode("utf-8", "replace").strip()
        return "" if not text or text[0] in "{[" else f"; it begins with {text!r}"


def _without_list(items: str, fields: list[str]) -> str:
    expected = f"no list {items!r}" if items else "no list"
    named = ", ".join(repr(name) for name in fields[:FIELDS_NAMED])
    return f"its answer holds {expected}" + (f", but {named}" if named else "")
