"""One small shop, made once, and readers that share no code with its makers."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tillhouse.demo.shop import generate_shop


@dataclass(frozen=True)
class Shop:
    """A shop on disk."""

    folder: Path

    @cached_property
    def truth(self):
        return json.loads((self.folder / "answer_key" / "truth.json").read_text(encoding="utf-8"))

    @cached_property
    def planted(self):
        return self.rows("answer_key/dirt.csv")

    def key_of(self, system, table=None):
        return [p for p in self.planted if p["system"] == system and table in (None, p["table"])]

    def rows(self, path):
        """The records of a table as dicts of text; what is too much in CSV lies under None."""
        if str(path).endswith(".xlsx"):
            return read_workbook(self.folder / path)
        return list(csv.DictReader(io.StringIO(self.text(path), newline="")))

    def text(self, path):
        content = (self.folder / path).read_bytes()
        if str(path).endswith(".gz"):
            content = gzip.decompress(content)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError:
            return content.decode("latin-1")

    @cached_property
    def contents(self):
        """Every file's bytes by path, so that shops can be compared."""
        return read_tree(self.folder)


def read_workbook(path):
    """The last sheet of a workbook, cells as a person would write them into CSV."""
    sheet = load_workbook(path, read_only=True).worksheets[-1]
    header, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(header, map(as_text, row), strict=True)) for row in rows]


def as_text(value):
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value)
    return "" if value is None else str(value)


def read_tree(folder):
    files = (f for f in sorted(folder.rglob("*")) if f.is_file())
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


def by_file(planted):
    files = defaultdict(list)
    for row in planted:
        files[row["file"]].append(row)
    return files


@pytest.fixture(scope="session")
def shop(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shop") / "small"
    generate_shop(folder, scale=0.02)
    return Shop(folder)
