"""What strangers bring is right at once, or asked in few questions and right once answered."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from tests.strangers import databases, exports, markets
from tests.strangers.stranger import Stranger
from tillhouse.cli import main
from tillhouse.questions.file import read_questions

SHOPS = [make for module in (databases, exports, markets) for make in module.SHOPS]
FIVE = 5
YEARS = """
    select period_label, net_amount, unit_count - return_unit_count from sales_by_period
    where dimension = 'all' and period_type = 'year' order by period_label
"""


class Project:
    """A project of one stranger, used by the command line only."""

    def __init__(self, folder: Path, stranger: Stranger) -> None:
        self.folder, self.stranger = folder / "shop", stranger
        stranger.write(folder / "drop")
        zone = ("--time-zone", stranger.time_zone)
        where = ("--currency", stranger.currency, "--country", stranger.country, *zone)
        self.call("init", str(self.folder), *where, project=False)
        self.added = self.call("add-source", "web", "--from", str(folder / "drop"), "--no-trial")

    def call(self, *arguments: str, project: bool = True) -> Any:
        more = ("--project", str(self.folder)) if project else ()
        return CliRunner().invoke(main, [*arguments, *more])

    @property
    def questions(self) -> list[str]:
        """The keys of all open questions, those of the mapping and those that check found."""
        told = json.loads(self.call("check", "--json").stdout)
        written = [it.key for it in read_questions(self.folder / "sources/web") if it.is_open]
        found = [str(it["question"]) for it in told.get("questions", [])]
        return list(dict.fromkeys([*written, *found]))

    def answer(self, keys: list[str]) -> None:
        """What the shopkeeper says, written into the project file."""
        known = self.stranger.answers
        given = {key: known.get(key) or known.get(key.partition(".")[0]) for key in keys}
        assert all(given.values()), f"asked what nobody foresaw: {given}"
        file = self.folder / "tillhouse.toml"
        lines = [f'"{key}" = "{answer}"' for key, answer in given.items()]
        file.write_text("\n".join([file.read_text(), "[sources.web.answers]", *lines, ""]))

    def years(self) -> dict[str, Decimal]:
        with duckdb.connect(str(self.folder / "published/sales.duckdb"), read_only=True) as sales:
            rows = sales.execute(YEARS).fetchall()
        self.units = sum((units for _, _, units in rows), Decimal(0))
        return {str(year): net for year, net, _ in rows}


@pytest.fixture(params=SHOPS, ids=[make.__name__ for make in SHOPS])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Project:
    return Project(tmp_path, request.param())


@pytest.mark.long
def test_a_stranger_is_right_or_told(project):
    stranger = project.stranger
    assert project.added.exit_code == 0, project.added.output
    if asked := project.questions:
        assert len(asked) <= FIVE, asked
        assert project.call("run").exit_code == 5, "questions were open, and a run went well"
        project.answer(asked)
    done = project.call("run")
    assert done.exit_code == 0, done.output
    assert project.years() == {year: Decimal(net) for year, net in stranger.net.items()}
    assert project.units == Decimal(stranger.units)
    _sales_knows_nobody(project)


def _sales_knows_nobody(project: Project) -> None:
    """No name of a person stands in what sales may open (R24)."""
    files = [*(project.folder / "published/sales").resolve().glob("*.parquet")]
    assert files
    with duckdb.connect() as engine:
        for file in files:
            text = str(engine.execute(f"select * from '{file}'").fetchall())
            found = [name for name in project.stranger.nobody if name in text]
            assert not found, f"{file.name}: {found}"
