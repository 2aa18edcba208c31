"""Order numbers that come for several days, stores, tills or customers: which, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.tables import Looked
from tillhouse.onboarding.versions import changed_column

ASKED = 2000  # numbers in dispute whose goods and customers are looked at
TOLD = 3
FACTS = ("day", "store", "till", "customer")


@dataclass
class Numbers:
    """The rows of a table as (number, day, year, store, till, customer, goods, changed, file)."""

    looked: Looked
    rows: str  # a query
    is_table: bool = field(default=False)

    def disputed(self, parts: tuple[str, ...]) -> int:
        """Numbers that have several days, stores, tills or customers within the parts."""
        group = ", ".join(("number", *parts))
        found = self._count(
            f"select count(*) from (select 1 from {self._from()} group by {group} "
            f"having {_differ(FACTS)})"
        )
        if found and not self.is_table:
            self.looked.engine.execute(f"create or replace temp table numbers as {self.rows}")
            self.is_table = True
        return found

    def begin_again(self, parts: tuple[str, ...]) -> bool:
        """Whether numbers begin again in each of the parts, and not just some orders were changed.

        Two stores with the same numbers are told by the numbers alone. Days and years have to begin
        at the same place, and to have other customers or goods under the same number.
        """
        self.looked.engine.execute(
            "create or replace temp table runs as select number, "
            f"concat_ws('|', {', '.join(parts)}) as run, min(customer) as customer, "
            "string_agg(goods, ';' order by goods) as goods, "
            "try_cast(regexp_extract(number, '[0-9]+$') as bigint) as place, "
            f"count(*) over (partition by number) > 1 as is_shared from {self._from()} "
            "group by number, run"
        )
        pairs, most, runs = self.looked.ask(
            "select avg(share * n) / avg(n), max(share), count(*) filter (where share > 0) * 1.0 "
            "/ count(*) from (select run, count(*) as n, avg(is_shared::int) as share from runs "
            "group by run)"
        )[0]
        if not {"day", "year"} & set(parts):
            return _number(most) >= 0.5
        is_usual = _number(pairs) >= 0.5 and _number(runs) >= 0.8
        return is_usual and self._begin_at_one_place() and self._hold_other_things()

    def _begin_at_one_place(self) -> bool:
        starts = self.looked.ask("select min(place) from runs group by run")
        first = [str(start) for (start,) in starts if start is not None]
        low = [it for it in first if it.strip("0") in ("", "1")]  # 0, 1, 100, 1001 …
        return len(low) >= 0.8 * len(starts) or len(starts) > 3

    def _hold_other_things(self) -> bool:
        return (
            _number(
                self.looked.ask(
                    "select avg(case when min_customer <> max_customer then 1 "
                    "when min_customer is not null then 0 "
                    "else (min_goods <> max_goods)::int end) from (select number, "
                    "min(customer) as min_customer, max(customer) as max_customer, "
                    "min(goods) as min_goods, max(goods) as max_goods from runs where is_shared "
                    f"group by number order by number limit {ASKED})"
                )[0][0]
            )
            >= 0.5
        )

    def moved(self) -> tuple[int, tuple[str, ...]]:
        """Numbers that say in one file something else than in another, with a few examples."""
        facts = ", ".join(
            f"{side}({fact}) as {side}_{fact}" for fact in FACTS for side in ("min", "max")
        )
        sides = [f"{side}_{fact}" for fact in FACTS for side in ("min", "max")]
        found = (
            "select number, min(min_day) as first, max(max_day) as last, min(file) as one, "
            f"max(file) as other from (select number, file, {facts} from {self._from()} "
            f"group by number, file) group by number having count(*) > 1 and ({_differ(sides)})"
        )
        told = self.looked.ask(
            "select number || case when first <> last then ' (' || first || ' in ' || one "
            "|| ' and ' || last || ' in ' || other || ')' "
            "else ' (in ' || one || ' and ' || other || ')' end "
            f"from ({found}) order by length(number), number limit {TOLD}"
        )
        return self._count(f"select count(*) from ({found})"), tuple(str(it) for (it,) in told)

    def are_changes(self) -> bool:
        """Whether all of them have one customer, store and till, and say when they were changed."""
        return not self._count(
            f"select count(*) from (select number from {self._from()} group by number having "
            f"{_differ(FACTS)} and ({_differ(FACTS[1:])} or "
            "coalesce(min(changed) = max(changed), true)))"
        )

    def forget(self) -> None:
        """Drop what was gathered."""
        self.looked.engine.execute("drop table if exists numbers")
        self.looked.engine.execute("drop table if exists runs")

    def _from(self) -> str:
        return "numbers" if self.is_table else f"({self.rows})"

    def _count(self, sql: str) -> int:
        return int(str(self.looked.ask(sql)[0][0]))


def gather_numbers(guess: Guess, told: Mapping[str, str], looked: Looked) -> Numbers:
    """The rows of a table that have an order number. `told`: part → column."""
    changed = changed_column(guess.table)
    day = (
        f"regexp_replace(trim({told['day']}), '[ T][0-9]{{1,2}}:.*$', '')" if "day" in told else ""
    )
    if day and guess.table.column(told["day"]).is_epoch:
        day = f"cast(try_cast(trim({told['day']}) as double) // 86400 as varchar)"
    goods = [guess.name_of(name) for name in ("product_id", "quantity", "stated_amount")]
    columns = {
        "number": f"trim({guess.name_of('order_id')})",
        "day": f"nullif({day}, '')" if day else "",
        "year": f"regexp_extract({day}, '(19|20)[0-9][0-9]')" if day else "",
        "store": _text(told.get("store", "")),
        "till": _text(told.get("till", "")),
        "customer": _text(guess.name_of("customer_id")),
        "goods": f"concat_ws(' ', {', '.join(filter(None, goods))})" if any(goods) else "",
        "changed": _text(changed.name if changed else ""),
        "file": "_file",
    }
    listed = ", ".join(f"{sql or 'null::varchar'} as {name}" for name, sql in columns.items())
    view = f"(select * from {guess.table.view} where trim({guess.name_of('order_id')}) <> '')"
    return Numbers(looked, f"select {listed} from {view}")


def _text(column: str) -> str:
    return f"nullif(trim({column}), '')" if column else ""


def _differ(columns: tuple[str, ...] | list[str]) -> str:
    return "(" + " or ".join(f"coalesce(min({it}) <> max({it}), false)" for it in columns) + ")"


def _number(value: object) -> float:
    return float(str(value)) if value is not None else 0.0
