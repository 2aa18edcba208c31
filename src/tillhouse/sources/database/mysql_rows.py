"""Rows of MySQL's text protocol as Arrow columns, a whole batch at a time.

A row is a packet: three bytes of length, one of sequence, then each value with its length before
it (one byte below 251; 251 is NULL; 252, 253 and 254 announce 2, 3 and 8 bytes of length).
https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa

BATCH_ROWS = 50_000
BATCH_BYTES = 32 * 1024 * 1024
LARGEST_PACKET = 0xFFFFFF
NULL, TWO, THREE, EIGHT = 251, 252, 253, 254
END, ERROR = 0xFE, 0xFF
HEADER = 4

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


class Decoder:
    """Takes the bytes of an answer in any pieces. At its end, `error` may hold a refusal."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = list(names)
        self.is_at_end = False
        self.error = b""
        self._pending = bytearray()
        self._read = 0
        self._starts: list[int] = []

    def take(self, block: bytes) -> Iterator[pa.RecordBatch]:
        """The batches that have become full by this block, and the last one at the end."""
        self._pending += block
        self._walk()
        is_full = len(self._starts) >= BATCH_ROWS or self._read >= BATCH_BYTES
        if self._starts and (is_full or self.is_at_end):
            yield decode(self._pending[: self._read], self._starts, self.names)
        if is_full or self.is_at_end:
            del self._pending[: self._read]
            self._read, self._starts = 0, []

    def _walk(self) -> None:
        """Note where each whole row begins. One step per row: as little as can be in it."""
        data, at, starts = self._pending, self._read, self._starts
        last = len(data) - HEADER
        while at <= last:
            size = data[at] | data[at + 1] << 8 | data[at + 2] << 16
            end = at + HEADER + size
            if end > last + HEADER:
                break
            if size == LARGEST_PACKET:
                if not (end := self._joined(at)):
                    break
                last = len(data) - HEADER
            elif data[at + HEADER] >= END and self._is_last(at + HEADER, size):
                break
            starts.append(at + HEADER)
            at = end
        self._read = at

    def _is_last(self, start: int, size: int) -> bool:
        first = self._pending[start]
        if first == END and size >= 9:
            return False  # a value of more than 16 MB
        self.is_at_end = True
        if first == ERROR:
            self.error = bytes(self._pending[start : start + size])
        return True

    def _joined(self, at: int) -> int:
        """Where a row of several packets ends, once their headers are out; 0: not all is there."""
        data, position, headers, size = self._pending, at, [], LARGEST_PACKET
        while size == LARGEST_PACKET:
            if len(data) < position + HEADER:
                return 0
            headers.append(position)
            size = int.from_bytes(data[position : position + 3], "little")
            position += HEADER + size
        if len(data) < position:
            return 0
        for header in reversed(headers[1:]):
            del data[header : header + HEADER]
        return position - HEADER * (len(headers) - 1)


def decode(data: bytes | bytearray, starts: Sequence[int], names: Sequence[str]) -> pa.RecordBatch:
    """The rows that begin at `starts`. Each value is copied once."""
    raw, at = np.frombuffer(data, np.uint8), np.array(starts, np.int64)
    rows, columns = len(starts), len(names)
    bounds = np.empty((rows, columns, 2), np.int32)
    missing = []
    for column in range(columns):
        begin, length, is_null = _values(raw, at)
        at = begin + length
        bounds[:, column, 0], bounds[:, column, 1] = begin, at
        missing.append(is_null)
    # As one array its elements are a value, what lies between, the next value, and so on.
    buffers = [None, pa.py_buffer(bounds), pa.py_buffer(data)]
    values = pa.Array.from_buffers(pa.string(), 2 * rows * columns - 1, buffers)
    every = np.arange(0, 2 * rows * columns, 2 * columns)
    arrays = [
        values.take(pa.array(every + 2 * column, mask=is_null))
        for column, is_null in enumerate(missing)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


def _values(raw: np.ndarray, at: Numbers) -> tuple[Numbers, Numbers, np.ndarray]:
    """Where the values begin whose lengths stand at `at`, how long they are, which are NULL."""
    first = raw[at]
    is_null = first == NULL
    length = first.astype(np.int64)
    length[is_null] = 0
    begin = at + 1
    if first.max(initial=0) > NULL:
        for mark, size in ((TWO, 2), (THREE, 3), (EIGHT, 8)):
            chosen = first == mark
            place = at[chosen] + 1
            length[chosen] = sum(raw[place + k].astype(np.int64) << 8 * k for k in range(size))
            begin[chosen] += size
    return begin, length, is_null
