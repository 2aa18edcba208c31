"""What a check says of each source, and that "well" is said only of what is accounted for."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from tillhouse.config import load_project
from tillhouse.inspection import SourceFindings
from tillhouse.mapping_check import MappingFindings
from tillhouse.sources.spec import NOT_RECOGNISED
from tillhouse.unused import Unused
from tillhouse.verbs.check_report import _mapping_lines, as_json, last_word


def row(state: str, rows: int, amount: str, **others: Any) -> dict[str, Any]:
    usual = {"source_system": "pos", "entity": "order_lines", "reason": None, "detail": None}
    return {**usual, "state": state, "row_count": rows, "order_count": 0,
            "amount": Decimal(amount), **others}  # fmt: skip


WHOLE = [row("delivered", 3, "30"), row("counted", 3, "30")]
STATUS = row("not counted", 2, "20", reason="status", detail="Dispatched", order_count=2)
NOTE = Unused("pos", "sales", "shelf", 3, 2, "A1, B2")
COUPONS = Unused("pos", "coupons", "", 12, 12, "")


def said(project: Path, *mappings: MappingFindings, found: tuple[SourceFindings, ...] = ()) -> str:
    return last_word(load_project(project), mappings, found)


def test_the_account_is_told_with_what_nothing_uses_and_what_was_left_out() -> None:
    account = [row("delivered", 5, "50"), row("counted", 3, "30"), STATUS]
    findings = MappingFindings(
        "pos", account=account, unused=[NOTE, COUPONS], left_out={"sales_bak": "a copy of sales"}
    )
    assert list(_mapping_lines(findings)) == [
        "pos: 5 order lines (50.00) = 3 counted (30.00) + 2 not counted (20.00: status "
        '"Dispatched": 2 orders, 20.00)',
        "  nothing uses sales.shelf: filled in 2 of 3 rows, such as A1, B2",
        "  nothing uses coupons: no model reads it (12 rows)",
        "  left out by name: sales_bak (a copy of sales)",
    ]


def test_many_unused_columns_take_few_lines() -> None:
    many = [Unused("pos", "sales", f"c{n}", 3, 2, "") for n in range(40)]
    lines = list(_mapping_lines(MappingFindings("pos", account=WHOLE, unused=many)))
    assert len(lines) == 12
    assert lines[-1].startswith("… and 30 more")


def test_a_program_gets_all_of_it(project: Path) -> None:
    findings = MappingFindings("pos", account=WHOLE, unused=[NOTE], left_out={"a": "b"})
    (told,) = as_json(load_project(project), (), [findings])["mappings"]
    assert told["account"] == WHOLE
    assert told["unused"][0]["samples"] == "A1, B2"
    assert told["left_out"] == {"a": "b"}


def test_what_counts_and_columns_that_are_named_are_well(project: Path) -> None:
    assert said(project, MappingFindings("pos", account=WHOLE)).startswith("All is well")
    named = said(project, MappingFindings("pos", account=WHOLE, unused=[NOTE]))
    assert named.startswith("All is well")
    assert "named above" in named


def test_a_source_of_which_nothing_lies_there_is_not_called_well(project: Path) -> None:
    assert said(project) == "Nothing can be said before something lies there: no row of pos."
    with (project / "tillhouse.toml").open("a") as file:
        file.write('[sources.late]\nkind = "retail_org"\nlocation = "drops/late"\n')
    told = said(project, MappingFindings("pos", account=WHOLE))
    assert "All is well" not in told
    assert "no row of late lies there" in told


def test_rejected_rows_are_not_called_well(project: Path) -> None:
    account = [*WHOLE, row("rejected", 1, "10", reason="not_a_number", detail="quantity")]
    told = said(project, MappingFindings("pos", account=account))
    assert "All is well" not in told
    assert "pos: 1 row is rejected" in told


def test_values_that_are_read_as_null_are_not_called_well(project: Path) -> None:
    told = said(project, MappingFindings("pos", account=WHOLE, notes=["Price is no number"]))
    assert "All is well" not in told


def test_files_and_tables_that_nothing_takes_are_not_called_well(project: Path) -> None:
    files = SourceFindings("pos", "pos", "drops/pos", unused=("notes.csv",))
    told = said(project, MappingFindings("pos", account=WHOLE), found=(files,))
    assert "All is well" not in told
    assert "no table takes notes.csv" in told
    told = said(project, MappingFindings("pos", account=WHOLE, unused=[COUPONS]))
    assert "no model reads coupons" in told
    told = said(project, MappingFindings("pos", account=WHOLE, left_out={"x.csv": NOT_RECOGNISED}))
    assert "All is well" not in told
    assert "nothing was recognised in x.csv" in told
