"""What the machine fails at once is no reason against a file: the next run takes it."""

from __future__ import annotations

import errno
import gzip
import os
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tillhouse.errors import DataError, SourceError
from tillhouse.lake.bronze import Bronze
from tillhouse.pipeline.result import RunResult, raise_if_refused
from tillhouse.sources import refusals, survey
from tillhouse.sources.access import Access
from tillhouse.sources.fetch import fetch
from tillhouse.sources.files import read
from tillhouse.sources.files.hash_cache import MemoryCache
from tillhouse.sources.report import IngestReport
from tillhouse.sources.spec import load_spec

HEADER = b"customer_id,store_id,product_name,sales_date,sales_person_id,price,quantity,total_cost\n"
ROW = b"15,123,quaker oats,2024-05-22,7,212.0,9,1908.0\n"
PASSING = {
    "a full disk": OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
    "a full quota": OSError(errno.EDQUOT, os.strerror(errno.EDQUOT)),
    "no permission": PermissionError(errno.EACCES, os.strerror(errno.EACCES)),
    "a broken drive": OSError(errno.EIO, os.strerror(errno.EIO)),
    "a drive that went away": OSError(errno.ESTALE, os.strerror(errno.ESTALE)),
    "too many open files": OSError(errno.EMFILE, os.strerror(errno.EMFILE)),
    "no memory": MemoryError(),
    "no memory for Arrow": pa.ArrowMemoryError("malloc of size 64 failed"),
    "the engine's disk": duckdb.IOException("Could not write file: No space left on device"),
}
Deliver = Callable[[], IngestReport]


def failing_once(error: BaseException, real: Callable[..., Any]) -> Callable[..., Any]:
    left = [error]

    def call(*arguments: Any) -> Any:
        if left and any(b"sales_x" in str(it).encode() for it in arguments):
            raise left.pop()
        return real(*arguments)

    return call


def check_that_it_passed(first: IngestReport, second: IngestReport, bronze: Bronze) -> None:
    (refused,) = first.refused
    assert (refused.file, refused.code) == ("sales_x.csv", "passing")
    assert "next run" in refused.remedy
    assert [it.file for it in first.loaded] == ["sales_good.csv"]
    assert bronze.refused.entries() == []
    assert not list(bronze.root.glob("refused/*/*"))
    assert [it.file for it in second.loaded] == ["sales_x.csv"]


@pytest.mark.parametrize("kind", PASSING)
def test_an_error_while_looking_into_a_file_passes(
    kind: str, drop: Path, bronze: Bronze, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "sales_x.csv").write_bytes(HEADER + ROW)
    (drop / "sales_good.csv").write_bytes(HEADER + ROW + ROW)
    failing = failing_once(PASSING[kind], refusals.inspect_parts)
    monkeypatch.setattr(refusals, "inspect_parts", failing)
    check_that_it_passed(deliver(), deliver(), bronze)


@pytest.mark.parametrize("kind", ["a broken drive", "no memory", "too many open files"])
def test_an_error_while_reading_the_rows_passes(
    kind: str, drop: Path, bronze: Bronze, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "sales_x.csv").write_bytes(HEADER + ROW + b"too,few\n")
    (drop / "sales_good.csv").write_bytes(HEADER + ROW + ROW)
    monkeypatch.setattr(read, "read_exactly", failing_once(PASSING[kind], read.read_exactly))
    check_that_it_passed(deliver(), deliver(), bronze)


def test_an_error_of_the_disk_under_parquet_passes(
    drop: Path, bronze: Bronze, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = HEADER.decode().strip().split(",")
    pq.write_table(pa.table({name: ["1"] for name in names}), drop / "sales_x.parquet")
    error = duckdb.IOException("Could not read from file: Input/output error")
    monkeypatch.setattr(read, "parquet_query", failing_once(error, read.parquet_query))
    assert [it.code for it in deliver().refused] == ["passing"]
    assert bronze.refused.entries() == []
    assert len(deliver().loaded) == 1


def test_a_file_that_may_not_be_read_is_taken_once_it_may(
    drop: Path, bronze: Bronze, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "sales_x.csv").write_bytes(HEADER + ROW)
    (drop / "sales_good.csv").write_bytes(HEADER + ROW + ROW)
    monkeypatch.setattr(
        survey, "hash_file", failing_once(PASSING["no permission"], survey.hash_file)
    )
    check_that_it_passed(deliver(), deliver(), bronze)


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_no_room_to_unpack_passes_and_names_the_folder(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / "sales_x.csv.gz").write_bytes(gzip.compress(HEADER + ROW * 20_000))
    (drop / "sales_good.csv").write_bytes(HEADER + ROW)
    with files_of_at_most(300_000):
        report = deliver()
    assert [it.file for it in report.loaded] == ["sales_good.csv"]
    assert tempfile.gettempdir() in report.refused[0].reason
    assert "TMPDIR" in report.refused[0].remedy
    assert [it.rows for it in deliver().loaded] == [20_000]


def test_without_a_temporary_folder_the_source_waits(
    drop: Path, bronze: Bronze, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    (drop / "sales_x.csv").write_bytes(HEADER + ROW)
    with monkeypatch.context() as without:
        without.setattr(tempfile, "tempdir", str(drop / "nowhere"))
        with pytest.raises(SourceError, match="No temporary folder") as caught:
            deliver()
    assert "TMPDIR" in caught.value.remedy
    assert len(deliver().loaded) == 1


@pytest.mark.parametrize("kind", PASSING)
def test_an_error_that_stops_a_source_is_no_mistake_of_the_program(
    kind: str, drop: Path, bronze: Bronze, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise PASSING[kind]

    monkeypatch.setattr(Bronze, "ledger", fail)
    access = Access({"files": str(drop)})
    with pytest.raises(SourceError, match="Loading tills stopped"):
        fetch("tills", load_spec("pos"), access, bronze, MemoryCache())


def test_a_refused_file_that_there_is_no_room_to_keep_is_told_and_told_again(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / "sales_x.csv").write_bytes(b"nonsense\n" * 100_000)
    with files_of_at_most(300_000):
        (refused,) = deliver().refused
    assert "no copy of it could be kept" in refused.reason
    assert bronze.refused.entries() == []
    assert [it.file for it in deliver().refused] == ["sales_x.csv"]
    assert len(bronze.refused.entries()) == 1


def test_what_was_once_remembered_of_a_full_disk_is_tried_again(
    drop: Path, bronze: Bronze, deliver: Deliver
) -> None:
    (drop / "sales_x.csv").write_bytes(b"nonsense\n1\n")
    (refused,) = deliver().refused
    (drop / "sales_x.csv").write_bytes(HEADER + ROW)
    sha256 = survey.hash_file(drop / "sales_x.csv")
    reason = "it cannot be read: No space left on device"
    fields = {"sha256": sha256, "reason": reason, "code": "unreadable"}
    bronze.refused.note(type(refused)(**{**vars(refused), **fields}))
    assert len(deliver().loaded) == 1


def test_what_passes_asks_for_no_new_delivery() -> None:
    for passing, said, not_said in (
        (["a: x"], "next run", "deliver"),
        ([], "deliver it again", "next run"),
    ):
        with pytest.raises(DataError) as caught:
            raise_if_refused(RunResult("1", "succeeded", refused=["a: x"], passing=passing))
        assert said in caught.value.remedy
        assert f" {not_said} " not in caught.value.remedy
