"""The project's settings in the terms of the science modules, which know no project."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pyarrow as pa

from tillhouse.config.rules import Rules
from tillhouse.pipeline.context import Context
from tillhouse.privacy.pseudonyms import read_secret
from tillhouse.science.calling_windows import CallingRules
from tillhouse.science.clusters import ClusterRules
from tillhouse.science.steps import CouponRules, ScienceRules
from tillhouse.science.time_zones import ShopFacts

NEVER = date(1970, 1, 1)  # stands for the as-of date while there is none; no row ever shows it


def science_arguments(context: Context) -> dict[str, Any]:
    """Arguments of `run_science` for this run."""
    project = context.project
    context.as_of = context.read_one("select as_of_date from silver.as_of")
    return {
        "shop": ShopFacts(time_zone=project.shop.time_zone, country_code=project.shop.country),
        "rules": _science_rules(project.rules),
        "secret": read_secret(project.secret(), name=project.secrets.pseudonym_env),
        "as_of": context.as_of or NEVER,
    }


class NothingSold:
    """An engine whose every query finds nothing: the science tables come out empty.

    Used while no order was ever delivered: then there is no date to count from (R5).
    """

    def __init__(self, engine: Any) -> None:
        self.write = engine.write
        self._engine = engine

    def read(self, sql: str) -> pa.RecordBatchReader:
        """The columns of a query without its rows."""
        return self._engine.read(sql).schema.empty_table().to_reader()


def _science_rules(rules: Rules) -> ScienceRules:
    calling, clusters, coupons = rules.calling, rules.clusters, rules.coupons
    opens, closes = time.fromisoformat(calling.from_time), time.fromisoformat(calling.to_time)
    return ScienceRules(
        calling=CallingRules(opens, closes, frozenset(calling.days)),
        clusters=ClusterRules(
            clusters.minimum, clusters.maximum, clusters.seed, clusters.top_products
        ),
        coupons=CouponRules(
            coupons.campaign, float(coupons.control_share), coupons.valid_days, coupons.issued_on
        ),
    )
