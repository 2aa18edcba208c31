"""The shop as a whole: the same bytes for the same arguments, and clear refusals."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime

import pytest

from tillhouse.demo.people import SYSTEMS
from tillhouse.demo.shop import generate_shop
from tillhouse.errors import ConfigError

PATHS = os.pathsep.join(sys.path)
SMALL = {"scale": 0.02, "days": 90}


def read_tree(folder):
    files = (f for f in sorted(folder.rglob("*")) if f.is_file())
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in files}


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "shop"
    generate_shop(folder, **SMALL)
    return read_tree(folder)


def test_the_same_arguments_give_the_same_bytes_in_another_process(first, tmp_path):
    code = (
        "import sys; from pathlib import Path; from tillhouse.demo.shop import generate_shop;"
        "generate_shop(Path(sys.argv[1]), scale=0.02, days=90)"
    )
    env = {"PYTHONHASHSEED": "12345", "TZ": "Asia/Kolkata", "PATH": "", "PYTHONPATH": PATHS}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "again")], check=True, env=env)
    assert read_tree(tmp_path / "again") == first


def test_another_seed_gives_other_sales_in_every_system(first, tmp_path):
    generate_shop(tmp_path / "other", **SMALL, seed=8)
    other = read_tree(tmp_path / "other")
    for path in (
        "pos/sales/2025/11/sales_2025-11-03.csv",
        "orders/sales_orders_2025-11.csv",
        "crm/Transaction.xlsx",
        "erp/Sales.SalesOrderDetail.csv",
        "api/transactions.csv",
    ):
        assert other[path] != first[path], path


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_made_alone_has_the_same_bytes_as_among_all(system, first, tmp_path):
    summary = generate_shop(tmp_path / "alone", **SMALL, systems=[system])
    alone = read_tree(tmp_path / "alone" / system)
    assert alone == {p[len(system) + 1 :]: b for p, b in first.items() if p.startswith(system)}
    assert list(summary.files) == [system]
    assert summary.files[system] == len(alone) - _again(first, system)


def _again(first, system):
    """Files beyond one per delivery: repeated, refused and corrected days are not counted twice."""
    text = first["answer_key/dirt.csv"].decode()
    if system != "pos":
        return 0
    return text.count(",file_again,") + text.count(",column_missing,")


def test_a_file_is_as_old_as_its_delivery(shop):
    def modified(path):
        return datetime.fromtimestamp((shop.folder / path).stat().st_mtime, UTC)

    assert modified("pos/sales/2024/01/sales_2024-01-02.csv") == datetime(2024, 1, 3, 6, tzinfo=UTC)
    assert modified("orders/sales_orders_2024-01.csv") == datetime(2024, 2, 1, 6, tzinfo=UTC)
    day = "pos/sales/2024/03/sales_2024-03-05"
    assert modified(f"{day}_corrected.csv") > modified(f"{day}.csv")


def test_progress_ends_at_its_total_for_every_system(tmp_path):
    seen = {}
    generate_shop(
        tmp_path / "s",
        **SMALL,
        progress=lambda system, done, total: seen.update({system: (done, total)}),
    )
    assert set(seen) == set(SYSTEMS)
    assert all(done == total for done, total in seen.values())


def test_a_period_of_one_day_makes_a_shop(tmp_path):
    summary = generate_shop(tmp_path / "day", scale=0.02, days=1, last_day=date(2024, 2, 29))
    assert summary.rows["pos"] > 0


def test_a_day_without_any_sale_has_no_file_at_the_tills(tmp_path):
    """A header without rows would be refused, and would not be in the answer key."""
    generate_shop(tmp_path / "few", scale=0.002, days=60)
    files = list((tmp_path / "few" / "pos" / "sales").rglob("*.csv"))
    assert 0 < len(files) < 60
    assert all(len(file.read_text("utf-8").splitlines()) > 1 for file in files)


def test_a_shop_too_small_to_sell_anything_is_made_all_the_same(tmp_path):
    generate_shop(tmp_path / "none", scale=0.00001, days=2)
    assert (tmp_path / "none" / "pos" / "store.csv").exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"scale": 0}, "scale 0"),
        ({"scale": 2000}, "scale 2000"),
        ({"days": 0}, "0 days"),
        ({"systems": ["tills"]}, "'tills'"),
    ],
)
def test_a_value_that_makes_no_shop_is_refused_with_the_value(arguments, words, tmp_path):
    with pytest.raises(ConfigError) as refusal:
        generate_shop(tmp_path / "s", **arguments)
    assert words in refusal.value.what
    assert refusal.value.remedy
    assert not (tmp_path / "s").exists()


def test_a_folder_that_holds_a_shop_is_not_written_over(tmp_path):
    generate_shop(tmp_path / "s", scale=0.02, days=2, systems=["api"])
    with pytest.raises(ConfigError, match="shop already"):
        generate_shop(tmp_path / "s", scale=0.02, days=2, systems=["pos"])


def test_memory_does_not_grow_with_the_number_of_days(tmp_path):
    def peak(days):
        code = (
            "import resource, sys; from pathlib import Path;"
            "from tillhouse.demo.shop import generate_shop;"
            "generate_shop(Path(sys.argv[1]), scale=20, days=int(sys.argv[2]), systems=['pos']);"
            "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        )
        command = [sys.executable, "-c", code, str(tmp_path / str(days)), str(days)]
        return int(subprocess.run(command, check=True, capture_output=True).stdout) / 1024

    short, long = peak(5), peak(50)  # 41,000 and 410,000 lines; the latter is 25 MB of text
    assert long < short + 60
