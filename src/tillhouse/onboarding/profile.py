"""Facts of the values of every column, counted by the engine in one pass over each table."""

from __future__ import annotations

from tillhouse.onboarding.notation import (
    COMMA,
    DOT,
    NEGATIVE,
    decide_notations,
    is_written,
    value,
)
from tillhouse.onboarding.nothings import NOTHINGS, judge_nothings
from tillhouse.onboarding.tables import Column, Looked, Table

ZONE = r"(Z|[+-][0-9]{2}:?[0-9]{2})?"
TIME = rf"([T ,]+[0-9]{{1,2}}:[0-9]{{2}}(:[0-9]{{2}}([.][0-9]+)?)? ?([AaPp][Mm])?{ZONE})?"
ISO = rf"^(19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}{TIME}$"
MIDNIGHT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]00:00(:00([.]0+)?)?)?$"
NUMBERED = rf"^[0-9]{{1,2}}[-/][0-9]{{1,2}}[-/]([0-9]{{4}}|[0-9]{{2}}){TIME}$"
WRITTEN = (
    rf"^(((19|20)[0-9]{{2}}[/.][0-9]{{1,2}}[/.][0-9]{{1,2}})|([0-9]{{1,2}}[.][0-9]{{1,2}}[.]"
    rf"([0-9]{{4}}|[0-9]{{2}}))|([0-9]{{1,2}}[-/. ]+[A-Za-z]{{3}}[a-z]*[-/., ]+[0-9]{{2,4}})|"
    rf"([A-Za-z]{{3}}[a-z]*[. ]+[0-9]{{1,2}},? +[0-9]{{4}})|((19|20)[0-9]{{2}}(0[1-9]|1[0-2])"
    rf"(0[1-9]|[12][0-9]|3[01]))){TIME}$"
)
MONTH = r"^((19|20)[0-9]{2}[-/.](0[1-9]|1[0-2])|(0[1-9]|1[0-2])[-/.](19|20)[0-9]{2})$"
NUMBER = r"^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,3})?$"

# Both numbers are up to 12 and not the same: 03/04/2024.
EITHER_WAY = (
    rf"regexp_matches(v, '^(0?[1-9]|1[0-2])[-/](0?[1-9]|1[0-2])[-/]([0-9]{{4}}|[0-9]{{2}}){TIME}$')"
    " and ltrim(regexp_extract(v, '^[0-9]+'), '0')"
    " <> ltrim(regexp_extract(v, '^[0-9]+[-/]([0-9]+)', 1), '0')"
)

# What is counted: field of Column → condition on v, the trimmed value.
COUNTS = {
    "numbers": f"regexp_matches(v, '{NUMBER}')",
    "whole": "regexp_matches(v, '^[+-]?[0-9]+([.]0+)?$')",
    "money": "is_dot",
    "commas": "is_comma",
    "only_dot": "is_dot and not is_comma",
    "only_comma": "is_comma and not is_dot",
    "either": "is_dot and is_comma and regexp_matches(v, '[.,]')",
    "percents": "regexp_matches(v, '^[0-9]+([.,][0-9]+)? ?%$')",
    "negative": f"(is_dot or is_comma) and regexp_matches(v, '{NEGATIVE}')",
    "zeros": "(is_dot or is_comma) and not regexp_matches(v, '[1-9]')",
    "iso_dates": f"regexp_matches(v, '{ISO}')",
    "midnights": f"regexp_matches(v, '{MIDNIGHT}')",
    "written": f"(regexp_matches(v, '{NUMBERED}') or regexp_matches(v, '{WRITTEN}'))",
    "day_over_12": f"case when regexp_matches(v, '{NUMBERED}') then "
    "cast(regexp_extract(v, '^[0-9]+') as integer) > 12 end",
    "month_over_12": f"case when regexp_matches(v, '{NUMBERED}') then "
    "cast(regexp_extract(v, '^[0-9]+[-/]([0-9]+)', 1) as integer) > 12 end",
    "day_or_month": EITHER_WAY,
    "iso_over_12": f"regexp_matches(v, '{ISO}') and substr(v, 9, 2) > '12'",
    "clocks": "v like '%:%'",
    "months": f"regexp_matches(v, '{MONTH}')",
    "epochs": "regexp_matches(v, '^1[0-9]{9}([.]0+)?$')",
    "emails": "regexp_matches(v, '^[^@ ]+@[^@ ]+[.][A-Za-z]{2,}$')",
    "phones": "regexp_matches(v, '^[+(]?[0-9][0-9 ().-]{6,}[0-9]( ?x ?[0-9]+)?$')",
    "nothings": f"lower(v) in ({', '.join(repr(word) for word in NOTHINGS)})",
    "flags": "lower(v) in ('true', 'false', 'yes', 'no', 'y', 'n', 't', 'f', '0', '1')",
}
KNOWN = {DOT: "is_dot", COMMA: "is_comma"}  # what is counted is found out once for each value
VALUES = {
    "filled": "count(v)",
    "distinct": "count(distinct v)",
    "low": "min(with_dot)::double",
    "high": "max(with_dot)::double",
    "comma_low": "min(with_comma)::double",
    "comma_high": "max(with_comma)::double",
    "example": f"coalesce(max(v) filter (where {COUNTS['either']}), '')",
    "example_date": f"coalesce(left(max(v) filter (where {EITHER_WAY}), 10), '')",
    "first_date": f"coalesce(min(case when regexp_matches(v, '{ISO}') then left(v, 10) end), '')",
    "last_date": f"coalesce(max(case when regexp_matches(v, '{ISO}') then left(v, 10) end), '')",
}


def profile(looked: Looked) -> None:
    """Fill in the facts of all columns of all tables."""
    for table in looked.tables:
        for column in table.columns:
            _profile(table, column, looked)
        decide_notations(table)


def _profile(table: Table, column: Column, looked: Looked) -> None:
    """Values are judged once each, weighed by how often they come: many come often."""
    counts = [
        f"coalesce(sum(n) filter (where {it}), 0)::bigint as {name}" for name, it in COUNTS.items()
    ]
    values = [f"{VALUES[name]} as {name}" for name in VALUES if name != "filled"]
    select = ", ".join([*counts, "coalesce(sum(n), 0)::bigint as filled", *values])
    grouped = (
        f"select *, {value('v', DOT, KNOWN)} as with_dot, {value('v', COMMA, KNOWN)} as with_comma "
        f"from (select *, {is_written('v', DOT)} as is_dot, {is_written('v', COMMA)} as is_comma "
        f"from (select trim({column.name}) as v, count(*) as n from {table.view} "
        f"where trim({column.name}) <> '' group by 1))"
    )
    row = looked.ask(f"select {select} from ({grouped}) as grouped")[0]
    for name, found in zip([*COUNTS, "filled", *list(VALUES)[1:]], row, strict=True):
        setattr(column, name, found)
    if column.nothings:
        judge_nothings(table, column, looked)
