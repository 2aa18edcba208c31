"""Deliveries of the till that something went wrong with, each made from a seed and nothing else.

Every mutation knows the structure of what it damages: bytes, quotes, delimiters, encodings, cells
and their types, the parts of a workbook, pages and footer of Parquet, the name of the file.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile
from collections.abc import Callable
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

NAMES = ("customer_id", "store_id", "product_name", "sales_date", "sales_person_id", "price",
         "quantity", "total_cost")  # fmt: skip
VALUES = (
    *("", " ", "NULL", "-", "0", "-1", "1,5", "1.234,5", "NaN", "2024-13-45", "31.12.2024"),
    *("x" * 9000, "{{ 1 }}", "'; drop table x", '{"a": [1, {"b": null}]}', "=1+1", "\u202eabc"),
    *("\U0001f6d2", "a\nb", 'a"b', "1e5", "\u0663", "\u00b2", "true", "2024-05-22T10:00:00Z", "\t"),
)
SIGNS = [b",", b";", b"\t", b"|", b'"', b"'", b"\n", b"\r", b"\0", b"\\", b"\xff", b"\xef\xbb\xbf"]
LETTERS = "aZ9_ -.²٣語\n\x1b'\"{}%;\\[*?&\u202e"
ENDINGS = (".csv", ".csv", ".txt", ".csv.gz", ".csv.zst", ".xlsx", ".xlsx", ".parquet")
Change = Callable[[Random, bytes], bytes]


def rows_of(random: Random) -> list[list[str]]:
    """A header and some sales, of which one value is odd now and then."""
    rows = [list(NAMES)]
    for at in range(random.randint(1, 30)):
        price, units = random.randint(1, 900), random.randint(1, 9)
        day = f"2024-05-{1 + at % 28:02d}"
        rows.append(
            [str(at), "101", f"Tea {at}", day, "7", str(price), str(units), str(price * units)]
        )
    for _ in range(random.choice((0, 0, 1, 3))):
        row = random.choice(rows)
        row[random.randrange(len(row))] = random.choice(VALUES)
    if random.random() < 0.1:
        random.shuffle(rows[0])
    if random.random() < 0.1:
        random.choice(rows).append(random.choice(VALUES))
    return rows


def text_of(random: Random, rows: list[list[str]]) -> bytes:
    """Delimited text, quoted and encoded in one of the usual ways or in a wrong one."""
    sign = random.choice((",", ",", ",", ";", "\t", "|"))
    quote = random.choice(("never", "odd", "all"))
    end = random.choice(("\n", "\n", "\r\n", "\r"))

    def written(value: str) -> str:
        is_odd = sign in value or '"' in value or "\n" in value
        if quote == "all" or (quote == "odd" and is_odd):
            return '"' + value.replace('"', '""') + '"'
        return value

    text = end.join(sign.join(map(written, row)) for row in rows) + end
    encoding = random.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-be"))
    return text.encode(encoding, "replace")


def flip(random: Random, content: bytes) -> bytes:
    """Some bytes are others."""
    changed = bytearray(content)
    for _ in range(random.choice((1, 1, 3, 20)) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def cut(random: Random, content: bytes) -> bytes:
    """The end is missing, or a piece of the middle."""
    first, last = sorted(random.randint(0, len(content)) for _ in range(2))
    return content[:first] if random.random() < 0.5 else content[:first] + content[last:]


def repeat(random: Random, content: bytes) -> bytes:
    """A piece stands there again."""
    first, last = sorted(random.randint(0, len(content)) for _ in range(2))
    return content[:last] + content[first:last] * random.choice((1, 1, 30)) + content[last:]


def insert(random: Random, content: bytes) -> bytes:
    """A sign that means something stands where it should not."""
    at = random.randint(0, len(content))
    return content[:at] + random.choice(SIGNS) * random.choice((1, 1, 2, 500)) + content[at:]


def exchange(random: Random, content: bytes) -> bytes:
    """One sign for another, somewhere or everywhere."""
    old, new = random.choice(SIGNS), random.choice(SIGNS)
    return content.replace(old, new, random.choice((1, 3, -1)))


def keep(random: Random, content: bytes) -> bytes:
    """Nothing else is wrong."""
    return content


ANY: tuple[Change, ...] = (flip, cut, repeat, insert, exchange, keep)


def csv(random: Random) -> bytes:
    """Text that was changed up to three times."""
    content = text_of(random, rows_of(random))
    for _ in range(random.choice((0, 1, 1, 3))):
        content = random.choice(ANY)(random, content)
    return content


def packed(random: Random, ending: str) -> bytes:
    """Text that was changed before it was packed, after it, or both."""
    content = csv(random)
    if ending == ".gz":
        content = gzip.compress(content, mtime=0)
    else:
        stream = io.BytesIO()
        with pa.CompressedOutputStream(stream, "zstd") as out:
            out.write(content)
            out.flush()
            content = stream.getvalue()
    return random.choice((keep, keep, flip, cut, repeat))(random, content)


def xml(random: Random, content: bytes) -> bytes:
    """A tag goes, comes twice, is called otherwise; an attribute or a number is another."""
    kind = random.randrange(8)
    tags = list(re.finditer(rb"<[^>]*>", content))
    if kind < 3 and tags:
        tag = random.choice(tags)
        new = (b"", tag[0] * 2, tag[0].replace(b"<", b"<z:"))[kind]
        return content[: tag.start()] + new + content[tag.end() :]
    if kind == 3:
        return re.sub(rb'[a-zA-Z:]+="[^"]*"', b"", content, count=random.choice((1, 2, 0)))
    if kind == 4:
        number = random.choice((b"-1", b"0", b"99999999999", b"1e999", b"", b"x"))
        return re.sub(rb"(?<=[>\"A-Z])[0-9]+", number, content, count=random.choice((1, 3, 0)))
    if kind == 5:
        return re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", content).replace(b" xmlns=", b" xmlns:x=", 1)
    if kind == 6:
        return content.decode("utf-8", "replace").encode("utf-16")
    return random.choice(ANY)(random, content)


def workbook(random: Random) -> bytes:
    """A workbook of which one part, the directory or any byte is changed."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"strings_to_numbers": random.random() < 0.7}) as book:
        sheet = book.add_worksheet(random.choice(("sales", "Sheet 1", "²'&")))
        for at, row in enumerate(rows_of(random)):
            sheet.write_row(at, 0, [value[:30_000] for value in row])
        if random.random() < 0.2:
            sheet.merge_range(1, 2, random.randint(2, 9), 2, "merged")
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = random.choice([*parts, *["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"] * 4])
    changed = xml(random, parts.pop(name))
    kind = random.randrange(6)
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    ) as new:
        for other, content in parts.items():
            new.writestr(other, content)
        if kind:
            new.writestr(name if kind > 1 else name.upper(), changed)
    content = out.getvalue()
    return random.choice((keep, keep, keep, flip, cut))(random, content)


TYPES = (
    *(pa.string(), pa.large_string(), pa.binary(), pa.float64(), pa.decimal128(20, 4)),
    *(pa.int64(), pa.date32(), pa.timestamp("ns", tz="UTC"), pa.bool_(), pa.list_(pa.string())),
)


def parquet(random: Random) -> bytes:
    """Parquet of any types and encodings, of which pages or footer are changed."""
    rows = rows_of(random)
    columns, names = [], []
    for at, name in enumerate(rows[0][: len(NAMES)]):
        texts = [row[at] if at < len(row) else None for row in rows[1:]]
        kind = random.choice((pa.string(), pa.string(), random.choice(TYPES)))
        try:
            values = [[it] for it in texts] if pa.types.is_list(kind) else texts
            columns.append(pa.array(values, pa.list_(pa.string())) if pa.types.is_list(kind)
                           else pa.array(texts, pa.string()).cast(kind))  # fmt: skip
        except pa.ArrowException:
            columns.append(pa.array(texts, pa.string()))
        names.append(name[:500])
    stream = io.BytesIO()
    pq.write_table(
        pa.Table.from_arrays(columns, names=names),
        stream,
        compression=random.choice(("none", "snappy", "zstd", "gzip")),
        use_dictionary=random.random() < 0.5,
        data_page_version=random.choice(("1.0", "2.0")),
        row_group_size=random.choice((3, 1000)),
    )
    content = stream.getvalue()
    if random.random() < 0.3:  # the footer alone
        at = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
        return content[:at] + flip(random, content[at:])
    return random.choice((keep, flip, flip, cut, repeat))(random, content)


def name_of(random: Random, ending: str) -> str:
    """A name that the till's tables take, odd now and then."""
    if random.random() < 0.8:
        return f"sales_{random.randrange(10**6)}{ending}"
    odd = "".join(random.choice(LETTERS) for _ in range(random.choice((1, 5, 60))))
    return f"sales_{odd}{ending}"


def delivery(seed: int) -> tuple[str, bytes]:
    """Name and content of one delivery."""
    random = Random(seed)
    ending = random.choice(ENDINGS)
    if ending == ".xlsx":
        content = workbook(random)
    elif ending == ".parquet":
        content = parquet(random)
    elif ending.endswith((".gz", ".zst")):
        content = packed(random, ending[4:])
    else:
        content = csv(random)
    if random.random() < 0.05:
        ending = random.choice((".csv", ".xlsx", ".parquet", ".csv.gz", ".csv.zst"))
    if random.random() < 0.02:
        content = json.dumps([{"a": 1}] * 5).encode()
    return name_of(random, ending), content
