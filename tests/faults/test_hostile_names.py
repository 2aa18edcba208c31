"""A name is never a program: of a file, folder, sheet, table, column, source or audience.

Each of several hundred hostile names stands in every place where a name can stand, and ends as data
or as a refusal. What a name would do, had it its way, is to write a file: none may be there.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import xlsxwriter
import yaml
from click.testing import CliRunner, Result
from jinja2 import Environment
from jinja2.nodes import Name as NAME

from tests.faults.hostile_names import CANARY, file_names, hostile_names
from tests.servers import PASSWORD, USER, Server
from tillhouse.cli import main
from tillhouse.config import load_project
from tillhouse.delivered_text import toml_value
from tillhouse.errors import ConfigError
from tillhouse.onboarding.write import check_name

ORDERS = [("order id", "customer id", "order date", "product id", "quantity", "unit price")]
ORDERS += [(f"A{n}", f"{n}", f"2025-11-0{n}", "p1", f"{n}", "5.5") for n in (1, 2, 3)]
CUSTOMERS = [("customer id", "first name", "last name", "email", "city")]
CUSTOMERS += [(f"{n}", "Fay", f"Fake{n}", f"f{n}@example.com", "Bonn") for n in (1, 2, 3)]
PRODUCTS = [("product id", "product name", "category", "list price")]
PRODUCTS += [(f"p{n}", f"Tea {n}", "Tea", f"{n}.50") for n in (1, 2, 3)]
RETURNS = [("return id", "order id", "product id", "return date", "quantity")]
RETURNS += [(f"R{n}", f"A{n}", "p1", f"2025-11-1{n}", "1") for n in (1, 2)]
REFUSED = {2, 3, 5}  # exit codes: usage, settings, data


def in_sheet(name: str) -> str:
    """The name with what Excel takes in the name of a sheet."""
    kept = "".join(sign for sign in name if sign not in "[]:*?/\\" and sign.isprintable())
    return kept.strip("'")[:31].strip() or "sheet"


def write_csv(path: Path, rows: Sequence[Sequence[str]], column: str, value: str) -> None:
    """Rows with one column more, called and filled with hostile text."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([*rows[0], column])
        writer.writerows([*row, value] for row in rows[1:])


def write_workbook(path: Path, rows: Sequence[Sequence[str]], sheet: str) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, [*row, sheet])


def deliver(drop: Path, names: Sequence[str]) -> None:
    """Three tables; the names are those of files, folders, a sheet, columns and values."""
    one, two, three = (*names, *names, *names)[:3]
    write_csv(drop / one / f"{two}.csv", ORDERS, three, one)
    write_csv(drop / f"{three}.txt", CUSTOMERS, one, two)
    write_workbook(drop / f"{one}.xlsx", PRODUCTS, in_sheet(two))
    add_members(drop / f"{one}.xlsx", names)
    write_packed(drop / f"returned {two}.csv.gz", RETURNS, f"../{CANARY}")


def add_members(workbook: Path, names: Sequence[str]) -> None:
    """More parts in the archive that a workbook is, with names that lead out of it."""
    with zipfile.ZipFile(workbook, "a") as archive:
        for name in (*names, "../../pwned.csv", "/tmp/pwned.csv", "xl/worksheets/../../pwned.csv"):
            archive.writestr(name or "x", "a,b\n1,2\n")


def write_packed(path: Path, rows: Sequence[Sequence[str]], name: str) -> None:
    """A gzip file that says it was called otherwise."""
    text = "\n".join(",".join(row) for row in rows) + "\n"
    with path.open("wb") as out, gzip.GzipFile(name, "wb", fileobj=out) as packed:
        packed.write(text.encode())


def call(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), catch_exceptions=False)


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shop"
    assert call("init", str(folder)).exit_code == 0
    monkeypatch.chdir(folder)
    return folder


def texts(value: object) -> Iterator[str]:
    """Every text in a document of YAML."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from (*texts(key), *texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    else:
        yield str(value)


def refuse_programs(folder: Path) -> None:
    """What dbt reads of a source calls our macros, and its YAML nothing at all."""
    for file in sorted(folder.iterdir()):
        text = file.read_text("utf-8")
        if file.suffix == ".toml":
            tomllib.loads(text)
        elif file.suffix == ".yml":
            assert not [it for it in texts(yaml.safe_load(text)) if "{" in it or "}" in it], file
        elif file.suffix == ".sql":
            comments = [line for line in text.split("\n") if line.lstrip().startswith("--")]
            assert not [line for line in comments if "{{" in line or "{%" in line], file
            called = {node.name for node in Environment().parse(text).find_all(NAME)}
            assert not {"run_query", "env_var"} & called, file


def refuse_traces(shop: Path, done: Result) -> None:
    assert done.exit_code in {0, *REFUSED}, done.output
    assert "Traceback" not in done.output
    assert "bug in Tillhouse" not in done.output
    assert not list(shop.parent.rglob(CANARY))


@pytest.mark.long
@pytest.mark.parametrize("part", range(8))
def test_names_of_files_folders_sheets_and_columns_are_data(shop: Path, part: int) -> None:
    mine = file_names()[part::8]
    for at in range(0, len(mine), 3):
        names, drop = mine[at : at + 3], shop / f"drop_{at}"
        deliver(drop, names)
        done = call("add-source", f"s{at}", "--from", str(drop), "--no-trial", "--json")
        refuse_traces(shop, done)
        if done.exit_code == 0:
            report = json.loads(done.stdout)
            is_told = any("its name holds" in it for it in report["refused"])
            found = {it["entity"] for it in report["entities"]} >= {"orders", "order_lines"}
            assert found or (is_told and not all(map(str.isprintable, names))), names
            refuse_programs(shop / "sources" / f"s{at}")


@pytest.mark.long
def test_a_whole_run_takes_hostile_names_as_data(shop: Path) -> None:
    names = ["{{ run_query(1) }}", "'; drop table x; --", "a{b}"]
    deliver(shop / "drop", names)
    with (shop / "drop" / names[0] / f"{names[1]}.csv").open("a", encoding="utf-8") as out:
        columns = len(ORDERS[0]) + 1
        assert columns == 7
        out.writelines(
            f'B{at},1,2025-12-01,"{name.replace(chr(34), chr(34) * 2)}",1,1.00,x\n'
            for at, name in enumerate(hostile_names())
        )
    assert call("add-source", "web", "--from", "drop", "--no-trial").exit_code == 0
    done = call("run")
    refuse_traces(shop, done)


@pytest.mark.parametrize("table", ["sources", "audiences"])
def test_names_of_sources_and_audiences_are_names_or_refused(shop: Path, table: str) -> None:
    """In the project file, which is the user's own: still a mistake and no program."""
    file = shop / "tillhouse.toml"
    start = file.read_text("utf-8")
    for name in hostile_names():
        setting = 'kind = "pos"\nlocation = "drop"' if table == "sources" else "enabled = true"
        file.write_text(f"{start}\n[{table}.{toml_value(name)}]\n{setting}\n", "utf-8")
        try:
            project = load_project(file)
        except ConfigError:
            continue
        assert re.fullmatch("[a-z][a-z0-9_]*", name), name
        assert name in project.sources


def test_a_source_that_is_to_be_added_has_a_name_or_is_refused(shop: Path) -> None:
    for name in hostile_names():
        try:
            check_name(name, shop / "sources", replace=False)
        except ConfigError:
            continue
        assert re.fullmatch("[a-z][a-z0-9_]*", name), name


def database_names() -> list[str]:
    """Those that both systems take as the name of a table or column."""
    fit = (it for it in hostile_names() if it == it.strip() and it.isprintable())
    short = (it for it in fit if len(it.encode()) <= 60 and max(map(ord, it)) < 0x10000)
    return list({it.casefold(): it for it in short}.values())


def quoted(server: Server, name: str) -> str:
    sign = '"' if server.system == "postgresql" else "`"
    return sign + name.replace(sign, sign * 2) + sign


@pytest.mark.long
def test_names_of_tables_and_columns_of_a_database_are_data(server: Server, shop: Path) -> None:
    names = database_names()
    assert len(names) > 200
    statements = [f"create table {quoted(server, it)} (a int)" for it in names[:150]]
    listed = ", ".join(f"{quoted(server, it)} varchar(9)" for it in names[:100])
    lines = "order_id int, customer_id int, order_date date, product_id int, quantity int"
    price = "unit_price decimal(9,2)"
    for at, name in enumerate(("sales [1]", "sales '; select 1 --")):
        table = quoted(server, name)
        statements.append(f"create table {table} ({lines}, {price}, {listed})")
        known = "order_id, customer_id, order_date, product_id, quantity, unit_price"
        statements.append(
            f"insert into {table} ({known}) values ({at}, 1, '2025-11-0{at + 1}', 7, 2, 5.5)"
        )
    location = server.new_database("hostile")
    server.sql("hostile", ";\n".join(statements) + ";")
    with (shop / ".env").open("a", encoding="utf-8") as file:
        file.write(f"SHOP_USER={USER}\nSHOP_PASSWORD={PASSWORD}\n")
    keys = ("--user-env", "SHOP_USER", "--password-env", "SHOP_PASSWORD")
    refuse_traces(shop, call("add-source", "db", "--from", location, *keys, "--no-trial"))
    refuse_programs(shop / "sources" / "db")
    done = call("run", "--step", "bronze.db", "--json")
    refuse_traces(shop, done)
    assert [it["rows_out"] for it in json.loads(done.stdout)["steps"]] == [2]
