"""Pages made from YAML: whole, and stale ones are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tillhouse.contracts.models import Column, ModelDoc
from tillhouse.contracts.pages import main, make_pages, stale_pages, write_pages

DOC = ModelDoc(
    "totals",
    "gold",
    "sales",
    "One row per month and\nmember. Answers what was sold. Returns are apart. Cannot tell days."
    " R3, R20",
    (
        Column("month_start_date", "date", "First day.", is_key=True, is_not_null=True),
        Column("full_name", "varchar", "Buyer | seller.", is_pii=True),
        Column("net_amount", "decimal(18,2)", "Sold.", unit="currency_code"),
    ),
    ("month_start_date",),
    ("R3", "R20"),
    Path("totals.yml"),
)


@pytest.fixture
def page():
    return make_pages([DOC])["sales/totals.md"]


def test_a_page_says_key_audience_place_personal_data_and_rules(page):
    assert "- One row is found by: `month_start_date`\n- For: sales\n" in page
    assert "`totals` in `sales.duckdb`, and `sales/totals.parquet`" in page
    assert "- Personal data: `full_name`" in page
    assert "[R3](../../../DECISIONS.md#r3), [R20](../../../DECISIONS.md#r20)" in page


def test_each_column_has_a_row_with_type_unit_meaning_and_promises(page):
    assert "| `month_start_date` | date |  | First day. | key, never empty |" in page
    assert "| `full_name` | varchar |  | Buyer \\| seller. | personal |" in page
    assert "| `net_amount` | decimal(18,2) | currency_code | Sold. |  |" in page


def test_question_notes_and_limits_stand_apart(page):
    assert (
        "One row per month and member.\n\n**Answers** what was sold.\n\nReturns are apart.\n\n"
        "**Cannot** tell days.\n\n- One row is found by"
    ) in page


def test_the_index_shows_what_one_row_stands_for():
    index = make_pages([DOC])["README.md"]
    assert "| [totals](sales/totals.md) | One row per month and member. |" in index


def test_changed_missing_and_forgotten_pages_are_stale(tmp_path):
    pages = make_pages([DOC])
    write_pages(tmp_path, pages)
    assert stale_pages(tmp_path, pages) == []
    (tmp_path / "sales/totals.md").write_text("by hand")
    (tmp_path / "README.md").unlink()
    (tmp_path / "sales/gone.md").write_text("of a table that is no more")
    assert stale_pages(tmp_path, pages) == ["README.md", "sales/gone.md", "sales/totals.md"]
    write_pages(tmp_path, pages)
    assert stale_pages(tmp_path, pages) == []


def test_check_names_the_stale_page_and_changes_nothing(tmp_path, capsys):
    assert main([str(tmp_path)]) == 0
    page = tmp_path / "input" / "orders.md"
    page.write_text("by hand")
    assert main([str(tmp_path), "--check"]) == 5
    assert "input/orders.md" in capsys.readouterr().err
    assert page.read_text() == "by hand"
