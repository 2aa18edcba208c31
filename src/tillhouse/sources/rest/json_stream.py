"""A JSON document as a stream: the elements of one list, one by one, and a few values around it.

The standard library decodes each element; only the way to the list is walked here. Numbers stay
the text that was sent, whatever their length. (The usual streaming parser was tried, ijson 3.5.1:
a number of 5,000 digits crashes the process.)
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Collection, Iterator
from typing import IO, Any, NoReturn

CHUNK = 256 * 1024
LARGEST_VALUE = 64 * 1024 * 1024
MAY_GO_ON = {"", *".eE+-0123456789"}
BLANKS = re.compile(r"[ \t\n\r]*")


class BadJson(Exception):
    """Not one whole JSON document."""


class Number(str):
    """A number as it was written."""


def _no_constant(name: str) -> NoReturn:
    raise BadJson(f"{name} is no number")


DECODER = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)


class JsonStream:
    """One reading of a document. After `elements` is used up, `values` and `fields` are complete.

    `items` is the path of the list, names with dots between them; "" when the document is the list.
    `values` holds what stands at the wanted paths, `fields` the names at the top; `has_list` says
    whether there is a list.
    """

    def __init__(self, body: IO[bytes], items: str, wanted: Collection[str] = ()) -> None:
        self.values: dict[str, Any] = {}
        self.fields: list[str] = []
        self.has_list = False
        self._items = items
        self._wanted = set(wanted)
        self._ways = {way for path in (items, *wanted) for way in _steps(path)}
        self._body = body
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._text = ""
        self._at = 0
        self._is_read = False

    def elements(self) -> Iterator[Any]:
        """The elements of the list; raises `BadJson`, at the end at the latest."""
        try:
            yield from self._value("")
            if self._peek():
                raise BadJson("something follows the document")
        except (UnicodeDecodeError, RecursionError) as error:
            raise BadJson(str(error)) from None

    def _value(self, path: str) -> Iterator[Any]:
        first = self._peek()
        if path == self._items and first == "[":
            self.has_list = True
            yield from self._list()
        elif first == "{" and path in self._ways:
            yield from self._object(path)
        else:
            value = self._whole()
            self.has_list = self.has_list or (path == self._items and value is None)
            if path in self._wanted:
                self.values[path] = value

    def _object(self, path: str) -> Iterator[Any]:
        self._take("{")
        if self._peek() == "}":
            self._take("}")
            return
        while True:
            name = self._whole()
            if not isinstance(name, str) or isinstance(name, Number):
                raise BadJson("a name is no text")
            if not path:
                self.fields.append(name)
            self._take(":")
            yield from self._value(f"{path}.{name}" if path else name)
            if self._take(",}") == "}":
                return

    def _list(self) -> Iterator[Any]:
        self._take("[")
        if self._peek() == "]":
            self._take("]")
            return
        while True:
            yield self._whole()
            if self._take(",]") == "]":
                return

    def _whole(self) -> Any:
        """The value that begins here, decoded; more is read until it is complete."""
        self._peek()
        size = CHUNK
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
                # A number at the end of what was read may go on, also after "1." or "1e".
                goes_on = isinstance(value, Number) and self._text[end : end + 1] in MAY_GO_ON
                if not goes_on or self._is_read:
                    self._at = end
                    return value
            except json.JSONDecodeError as error:
                if self._is_read:
                    raise BadJson(error.msg) from None
            if len(self._text) - self._at > LARGEST_VALUE:
                raise BadJson(f"one value is longer than {LARGEST_VALUE:,} characters")
            self._more(size)
            size *= 2

    def _take(self, wanted: str) -> str:
        found = self._peek()
        if not found or found not in wanted:
            raise BadJson(f"{found!r} instead of one of {wanted!r}")
        self._at += 1
        return found

    def _peek(self) -> str:
        """The next character that is no blank; "" at the end."""
        while True:
            blanks = BLANKS.match(self._text, self._at)
            self._at = blanks.end() if blanks else self._at
            if self._at < len(self._text) or self._is_read:
                return self._text[self._at : self._at + 1]
            self._more(CHUNK)

    def _more(self, size: int) -> None:
        read = self._body.read(size)
        self._is_read = not read
        self._text = self._text[self._at :] + self._decode.decode(read, final=not read)
        self._at = 0


def _steps(path: str) -> Iterator[str]:
    """Every place that the way to a path leads through: "", "a", "a.b" for "a.b.c"."""
    names = path.split(".")
    for length in range(len(names)):
        yield ".".join(names[:length])
