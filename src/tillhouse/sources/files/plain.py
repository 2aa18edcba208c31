"""A delivered text file as plain UTF-8: unpacked and decoded, beside the original if need be."""

from __future__ import annotations

import codecs
import gzip
import os
import re
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tillhouse.bounds import Bounds
from tillhouse.sources.files.refused import Refused
from tillhouse.sources.files.size import check_unpacked

CHUNK = 4 * 1024 * 1024
MAGIC = {
    b"PK\x03\x04": "a ZIP archive (perhaps an Excel workbook)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "gzip data",
    b"\x28\xb5\x2f\xfd": "zstd data",
}
PACKED = (".gz", ".zst")
AGAIN = "Deliver it again with a header and rows."


@dataclass(frozen=True)
class PlainText:
    """Where the UTF-8 text lies. `has_invalid` says that some bytes in it are not UTF-8 after all,
    `is_copy` that the file is ours to delete."""

    path: Path
    encoding: str
    is_copy: bool = False
    has_invalid: bool = False

    def discard(self) -> None:
        """Delete the copy, if it is one."""
        if self.is_copy:
            self.path.unlink(missing_ok=True)


def as_plain_text(path: Path, scratch: Path, bounds: Bounds) -> PlainText:
    """Unpack and decode a file where that is needed; raises `Refused` or `OSError`."""
    if path.name.casefold().endswith(PACKED):
        unpacked = PlainText(_unpack(path, new_file(scratch), bounds), "", is_copy=True)
        return _decoded(unpacked, scratch)
    return _decoded(PlainText(path, ""), scratch)


def _decoded(text: PlainText, scratch: Path) -> PlainText:
    try:
        encoding, has_invalid = find_encoding(text.path)
    except BaseException:
        text.discard()
        raise
    if encoding == "utf-8":
        return PlainText(text.path, encoding, text.is_copy, has_invalid)
    target = new_file(scratch)
    try:
        _transcode(text.path, target, encoding)
    finally:
        text.discard()
    return PlainText(target, encoding, is_copy=True)


def find_encoding(path: Path) -> tuple[str, bool]:
    """The encoding of a text file, and whether it holds bytes that are not valid in it.

    UTF-16 is known by its byte-order mark or by every other byte being zero. What is not UTF-8 is
    Windows-1252 (or Latin-1, where it uses the bytes that Windows-1252 lacks), unless most of its
    non-ASCII characters are good UTF-8: then only some records are broken.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        if not head:
            raise Refused("the file is empty", code="no_rows", remedy=AGAIN)
        for magic, what in MAGIC.items():
            if head.startswith(magic):
                raise Refused(
                    f"it is {what}, not text", code="wrong_format", remedy="Export it as CSV."
                )
        if (utf16 := _utf16(head)) is not None:
            return utf16, False
        file.seek(0)
        good, bad, holes = _count_non_ascii(file)
    if not bad:
        return "utf-8", False
    if good > bad:
        return "utf-8", True
    return ("latin-1" if holes else "cp1252"), False


def _utf16(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half >= 4 and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half >= 4 and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _count_non_ascii(file: BinaryIO) -> tuple[int, int, bool]:
    """Good UTF-8 characters beyond ASCII, bad bytes, and whether any is undefined in cp1252."""
    good, bad, holes = 0, 0, False
    rest = b""
    while chunk := file.read(CHUNK):
        if not rest and chunk.isascii():
            continue
        # A character may be cut by the end of the chunk: its bytes wait for the next one.
        text, used = codecs.utf_8_decode(rest + chunk, "surrogateescape", False)
        rest = (rest + chunk)[used:]
        beyond = "".join(BEYOND_ASCII.findall(text))
        wrong = ESCAPED_BYTE.findall(beyond)
        good, bad = good + len(beyond) - len(wrong), bad + len(wrong)
        holes = holes or not {ord(char) - 0xDC00 for char in wrong}.isdisjoint(CP1252_HOLES)
    return good, bad + len(rest), holes


CP1252_HOLES = {0x81, 0x8D, 0x8F, 0x90, 0x9D}
BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
ESCAPED_BYTE = re.compile("[\udc80-\udcff]")  # how "surrogateescape" keeps a byte that is no text


def _transcode(source: Path, target: Path, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with source.open("rb") as file, target.open("wb") as out:
        try:
            for chunk in _chunks(file):
                text = decoder.decode(chunk, final=not chunk)
                line += text.count("\n")
                out.write(text.encode("utf-8"))
        except UnicodeError as error:
            target.unlink(missing_ok=True)
            what = getattr(error, "reason", str(error))
            why = f"it is not whole {encoding}: {what}"
            raise Refused(why, code="damaged", line=line) from None


def _unpack(path: Path, target: Path, bounds: Bounds) -> Path:
    """Unpack gzip or zstd; `Refused` with the line at which the data ends when it is damaged."""
    kind = "zstd" if path.name.casefold().endswith(".zst") else "gzip"
    line = 1
    size, packed_size = 0, path.stat().st_size
    try:
        with _open_packed(path, kind) as packed, target.open("wb") as out:
            while chunk := packed.read(CHUNK):
                size += len(chunk)
                check_unpacked(size, packed_size, bounds)
                out.write(chunk)
                line += chunk.count(b"\n")
    except Refused:
        target.unlink(missing_ok=True)
        raise
    except (EOFError, zlib.error, OSError) as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the data
        if line == 1 and not _begins_as(path, kind):
            ending = path.suffix.casefold()
            why = f"it is named {ending} but is no {kind} data"
            raise Refused(why, code="wrong_format") from None
        raise Refused(
            f"the {kind} data is cut off or damaged ({error})",
            code="damaged",
            line=line,
            remedy="Copy the file again: it ends before it should.",
        ) from None
    return target


def _open_packed(path: Path, kind: str) -> BinaryIO:
    if kind == "gzip":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    import pyarrow as pa

    opened: BinaryIO = pa.CompressedInputStream(pa.OSFile(str(path)), "zstd")
    return opened


def _begins_as(path: Path, kind: str) -> bool:
    with path.open("rb") as file:
        return MAGIC.get(file.read(4 if kind == "zstd" else 2)) == f"{kind} data"


def new_file(scratch: Path, suffix: str = ".txt") -> Path:
    """An empty file in the scratch folder."""
    handle, name = tempfile.mkstemp(dir=scratch, suffix=suffix)
    os.close(handle)
    return Path(name)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """The file in pieces, and an empty one at the end."""
    while chunk := file.read(CHUNK):
        yield chunk
    yield b""
