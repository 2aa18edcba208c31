"""`tillhouse add-source` writes one folder and one table of the project file, and nothing else."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tillhouse.config import load_project
from tillhouse.sources.spec import find_spec

LINES = "InvoiceNo;Item;Qty;Price;Day;Cust\n" + "".join(
    f"{n // 2};i{n % 5};2;1.50;2024-03-0{n // 2 % 9 + 1};c{n // 2 % 3}\n" for n in range(40)
)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "sales_2024-03.csv").write_text(LINES, "utf-8")
    return folder


def add(call, project: Path, exports: Path, *more: object):
    return call("add-source", "mine", "--from", exports, "--no-trial", "--project", project, *more)


def test_the_project_file_keeps_its_comments_and_order(call, project, exports) -> None:
    before = (project / "tillhouse.toml").read_text("utf-8")
    told = add(call, project, exports)
    assert told.exit_code == 0, told.output
    after = (project / "tillhouse.toml").read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert load_project(project).sources["mine"].location == str(exports)


def test_a_location_below_the_project_is_written_relative_to_it(call, project) -> None:
    (project / "exports").mkdir()
    (project / "exports" / "sales.csv").write_text(LINES, "utf-8")
    add(call, project, project / "exports")
    assert load_project(project).sources["mine"].location == "exports"


def test_what_is_written_is_a_source_that_can_be_read(call, project, exports) -> None:
    add(call, project, exports)
    spec = find_spec("mine", project / "sources")
    assert spec.match("sales_2024-04.csv") is not None
    assert set(spec.tables[0].required) == {"invoiceno", "qty", "day"} or set(
        spec.tables[0].required
    ) == {"invoice_no", "qty", "day"}
    sql = (project / "sources/mine/stg_mine__order_lines.sql").read_text("utf-8")
    assert "-- null as promotion_id: no column looks like it" in sql
    assert "-- quantity: Qty: the name says so" in sql


def test_a_folder_that_exists_is_never_overwritten(call, project, exports) -> None:
    add(call, project, exports)
    edited = project / "sources/mine/stg_mine__order_lines.sql"
    edited.write_text("-- mine\n", "utf-8")
    told = add(call, project, exports)
    assert told.exit_code == 3
    assert "There is a source 'mine' already" in told.stderr
    assert edited.read_text("utf-8") == "-- mine\n"
    assert add(call, project, exports, "--replace").exit_code == 0
    assert edited.read_text("utf-8") != "-- mine\n"
    document = tomllib.loads((project / "tillhouse.toml").read_text("utf-8"))
    assert list(document["sources"]) == ["pos", "mine"]


@pytest.mark.parametrize("name", ["pos", "My-Shop", "refused", "x" * 41])
def test_a_name_that_cannot_be_is_refused_before_anything_is_written(
    call, project, exports, name: str
) -> None:
    told = call("add-source", name, "--from", exports, "--project", project)
    assert told.exit_code == 3
    assert not (project / "sources").exists()


def test_the_same_files_give_the_same_source(call, project, exports, tmp_path) -> None:
    add(call, project, exports)
    first = {p.name: p.read_bytes() for p in (project / "sources/mine").iterdir()}
    add(call, project, exports, "--replace")
    assert {p.name: p.read_bytes() for p in (project / "sources/mine").iterdir()} == first


def test_the_report_is_the_same_for_a_program(call, project, exports) -> None:
    told = add(call, project, exports, "--json")
    report = json.loads(told.stdout)
    (lines,) = [it for it in report["entities"] if it["entity"] == "order_lines"]
    mapped = {it["column"]: it["from"] for it in lines["mapped"]}
    assert mapped["quantity"] == "Qty"
    assert "contacts" in report["missing_entities"]
    marts = {it["mart"]: it for it in report["marts"]}
    assert "contacts" in marts["marketing_contacts"]["why"]
    assert not marts["sales_by_period"]["is_empty"]


def test_nothing_recognised_is_told_and_nothing_written(call, project, tmp_path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("alpha,beta\n1,2\n3,4\n", "utf-8")
    told = call("add-source", "mine", "--from", file, "--project", project)
    assert told.exit_code == 5
    assert "--entity odd=order_lines" in told.stderr
    assert not (project / "sources" / "mine").exists()


def test_a_password_in_an_address_is_refused_and_not_repeated(call, project) -> None:
    address = "postgresql://shop:hunter2@localhost/shop"
    told = call("add-source", "mine", "--from", address, "--project", project)
    assert told.exit_code == 3
    assert "hunter2" not in told.output + told.stderr


def test_check_names_the_users_columns(call, project, exports) -> None:
    add(call, project, exports)
    bad = LINES.replace(";2;", ";two;", 3)
    (exports / "sales_2024-04.csv").write_text(bad.replace("i1", "j1"), "utf-8")
    (exports / "sales_2024-05.csv").write_text(LINES.replace("Qty", "Amount of"), "utf-8")
    told = call("check", "--project", project)
    assert told.exit_code == 5
    assert 'Qty "two" is not a number in 3 of 80 rows' in told.stdout
    assert "contract column order_lines.quantity is mapped to `Qty`" in told.stderr


@pytest.mark.long
def test_check_finds_a_column_that_the_contract_does_not_have(call, project, exports) -> None:
    add(call, project, exports)
    file = project / "sources/mine/stg_mine__order_lines.sql"
    file.write_text(file.read_text("utf-8").replace(" as quantity,", " as quantiy,"), "utf-8")
    told = call("check", "--project", project)
    assert told.exit_code == 3
    assert "'quantiy', which its contract does not have" in told.stderr
    assert "did you mean 'quantity'?" in told.stderr
    assert "No column is mapped to quantity" in told.stderr or "all of order_lines" in told.stderr


@pytest.mark.long
def test_a_broken_model_is_named(call, project, exports) -> None:
    add(call, project, exports)
    file = project / "sources/mine/stg_mine__order_lines.sql"
    file.write_text(file.read_text("utf-8").replace("'qty'", "'qqty'"), "utf-8")
    told = call("check", "--project", project)
    assert told.exit_code == 6
    assert "stg_mine__order_lines" in told.stderr


@pytest.mark.long
def test_check_reads_no_row_of_what_is_large_unless_it_is_asked_to(
    call, project, exports, monkeypatch
) -> None:
    add(call, project, exports)
    monkeypatch.setattr("tillhouse.mapping_check.MOST_BYTES", 10)
    told = call("check", "--project", project)
    assert "its rows were not read" in told.stdout
    assert "40 order lines" in call("check", "--rows", "--project", project).stdout


def moved(call, project: Path, tmp_path: Path, *more: object):
    other = tmp_path / "other"
    other.mkdir(exist_ok=True)
    (other / "sales.csv").write_text(LINES, "utf-8")
    return call("add-source", "mine", "--from", other, "--no-trial", "--project", project, *more)


def test_written_anew_from_another_place_it_lies_there_from_then_on(
    call, project, exports, tmp_path
) -> None:
    add(call, project, exports)
    file = project / "tillhouse.toml"
    text = file.read_text("utf-8").replace(f'"{exports}"', f"'{exports}'  # the till's own folder")
    file.write_text(text + '\n[sources.mine.answers]\n"a.b" = "yes"\n', "utf-8")
    told = moved(call, project, tmp_path, "--replace")
    assert told.exit_code == 0, told.output
    source = load_project(project).sources["mine"]
    assert source.location == str(tmp_path / "other")
    assert source.answers == {"a.b": "yes"}
    assert f"before it was {exports}" in told.stdout
    kept = file.read_text("utf-8")
    assert "# the till's own folder" in kept
    assert kept.count("[sources.mine]") == 1


def test_a_folder_needs_no_user_of_the_database_before_it(call, project, exports, tmp_path) -> None:
    add(call, project, exports)
    file = project / "tillhouse.toml"
    address = 'location = "postgresql://db.local/shop"\nuser_env = "SHOP_USER"'
    file.write_text(file.read_text("utf-8").replace(f'location = "{exports}"', address), "utf-8")
    assert moved(call, project, tmp_path, "--replace").exit_code == 0
    source = load_project(project).sources["mine"]
    assert (source.location, source.user_env) == (str(tmp_path / "other"), None)


def test_a_place_that_is_written_in_another_way_is_told_and_kept(
    call, project, exports, tmp_path
) -> None:
    add(call, project, exports)
    file = project / "tillhouse.toml"
    places = f'locations = {{files = "{exports}"}}'
    file.write_text(file.read_text("utf-8").replace(f'location = "{exports}"', places), "utf-8")
    told = moved(call, project, tmp_path, "--replace")
    assert told.exit_code == 3
    assert f'Write there: location = "{tmp_path / "other"}"' in told.stderr
    assert load_project(project).sources["mine"].places == {"files": str(exports)}


def test_all_tables_are_built_once_and_what_is_filled_is_told(call, project, exports) -> None:
    told = call("add-source", "mine", "--from", exports, "--project", project)
    assert told.exit_code == 0, told.output
    assert "fact_sales: 40 rows" in told.stdout
    assert "the trial ended" not in told.stdout
    assert "an audit fails" not in told.stdout
    assert "does not bring employees" not in told.stdout  # no table that is empty needs them
    assert not (project / "lake").exists()


@pytest.mark.long
def test_much_is_tried_with_a_sample_and_that_is_said(call, project, exports, monkeypatch) -> None:
    monkeypatch.setattr("tillhouse.trial_sample.TRIED_ROWS", 30)
    monkeypatch.setattr("tillhouse.trial_sample.SAMPLE_ROWS", 10)
    told = call("add-source", "mine", "--from", exports, "--project", project)
    assert "the first 10 rows of sales" in told.stdout
    assert "fact_sales: 10 rows" in told.stdout


def test_an_answer_on_the_command_line_is_written_down_and_kept_by_replace(
    call, project, exports
) -> None:
    told = add(call, project, exports, "--answer", "status.On the van=open")
    assert told.exit_code == 0, told.output
    file = project / "sources" / "mine" / "questions.toml"
    add(call, project, exports, "--replace")
    (question,) = tomllib.loads(file.read_text("utf-8"))["question"]
    assert (question["item"], question["answer"]) == ("On the van", "open")


def test_an_answer_to_nothing_is_refused_and_nothing_is_written(call, project, exports) -> None:
    told = add(call, project, exports, "--answer", "colour.x=red")
    assert told.exit_code == 3
    assert "There is no question 'colour.x'" in told.output
    assert not (project / "sources").exists()


def test_explain_says_what_each_decision_rests_on(call, project, exports) -> None:
    told = add(call, project, exports, "--explain")
    assert "quantity ← Qty: the name says so" in told.stdout.partition("\nWHY")[2]
