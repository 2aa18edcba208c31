"""Settings of the project file arrive in the science modules, each in its own place."""

from __future__ import annotations

from datetime import date, time

from tillhouse.config import load_project
from tillhouse.pipeline.science_settings import _science_rules
from tillhouse.science.calling_windows import CallingRules
from tillhouse.science.clusters import ClusterRules
from tillhouse.science.steps import CouponRules, ScienceRules

SETTINGS = """
[rules.clusters]
minimum = 3
maximum = 5
seed = 11
top_products = 4

[rules.calling]
from = "08:00"
to = "12:30"
days = [6, 7]

[rules.coupons]
campaign = "spring"
control_share = 0.25
valid_days = 10
issued_on = [2025-03-03, 2025-02-01]
"""


def rules(folder, text):
    file = folder / "tillhouse.toml"
    file.write_text(text, encoding="utf-8")
    return _science_rules(load_project(file, environ={}).rules)


def test_every_setting_arrives_where_it_belongs(tmp_path):
    assert rules(tmp_path, SETTINGS) == ScienceRules(
        calling=CallingRules(time(8), time(12, 30), frozenset({6, 7})),
        clusters=ClusterRules(minimum=3, maximum=5, seed=11, top_products=4),
        coupons=CouponRules("spring", 0.25, 10, (date(2025, 2, 1), date(2025, 3, 3))),
    )


def test_the_defaults_of_the_project_file_are_those_of_the_science_modules(tmp_path):
    assert rules(tmp_path, "") == ScienceRules()
