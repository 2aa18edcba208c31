"""How numbers are written: which sign stands before the decimals, decided by what was delivered.

A value such as `1,250.50` or `0,250` can be read in one way only. `1,500` can be read in two: its
column says which, else the other columns of its table, else what the table's totals say (see
`arithmetic.py`); never a majority of one. What is left is asked (R26).
"""

from __future__ import annotations

from collections.abc import Mapping

from tillhouse.onboarding.tables import Column, Table

DOT, COMMA = "dot", "comma"
MACHINE = (".parquet", ".xlsx", ".xlsm")  # they hold numbers, and Tillhouse writes them with a dot

_SIGNS = "$€£¥₹₺₽₩₪₫₴฿₦₱"
_CODES = (
    "USD EUR GBP CHF JPY CNY AUD CAD NZD SEK NOK DKK ISK PLN CZK HUF RON BGN TRY RUB UAH INR PKR "
    "BRL MXN ARS CLP COP PEN ZAR NGN KES EGP MAD TND ILS AED SAR QAR KWD BHD OMR JOD SGD HKD TWD "
    "THB MYR IDR PHP VND KRW Fr kr Kr zł Kč Ft lei Lei Rs TL"
)
_MONEY = f"(US[$]|R[$]|[{_SIGNS}]|{'|'.join(_CODES.split())})"
_BLANKS = "'’ \u00a0\u202f\u2009"
_GAP = "[ \u00a0\u202f]?"
_TAIL = "[)−-]?"
# Takes all that the contract lets in; DuckDB multiplies in 38 digits what has more than 18.
NUMBER = "decimal(22,6)"
EXPONENT = "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)[eE][+-]?[0-9]{1,3}$"
NEGATIVE = "^[^0-9.,]*[(−-]|[0-9][^0-9.,]*[−-]$"


def _body(decimal: str, thousands: str) -> str:
    """Digits, in groups of three or (as in India) of two and three; `10,-` has no cents."""
    grouped = (
        f"[1-9][0-9]{{0,2}}([{thousands}{_BLANKS}][0-9]{{2,3}})*[{thousands}{_BLANKS}][0-9]{{3}}"
    )
    return f"(([0-9]+|{grouped})([{decimal}]([0-9]*|[-–]{{1,2}}))?|[{decimal}][0-9]+)"


def _written(decimal: str, thousands: str) -> str:
    before = f"[(]?[+−-]?{_GAP}{_MONEY}?{_GAP}[+−-]?{_GAP}"
    after = f"{_TAIL}{_GAP}({_MONEY}|%)?{_GAP}{_TAIL}"
    return f"^{before}{_body(decimal, thousands)}{after}$"


PATTERNS = {DOT: _written(".", ","), COMMA: _written(",", ".")}
KEPT = {DOT: "[^0-9.]", COMMA: "[^0-9,]"}


def is_written(text: str, notation: str) -> str:
    """SQL of the looking: whether a text is a number of a notation."""
    found = f"regexp_matches({text}, {_quoted(PATTERNS[notation])})"
    return f"({found} or regexp_matches({text}, '{EXPONENT}'))" if notation == DOT else found


def amount(column: Column, notation: str = "") -> str:
    """SQL of the looking: the value of a column as a decimal, NULL where it is no number."""
    preferred = notation or column.notation or DOT
    told = value(f"trim({column.name})", preferred)
    return f"(({told}) * 0.01)" if column.is_minor else told


def value(text: str, preferred: str, known: Mapping[str, str] | None = None) -> str:
    """SQL of the looking: a text as a decimal. What reads in one way only is read in that way.

    `known` are columns that say already whether it is written so: notation → name.
    """
    other = COMMA if preferred == DOT else DOT
    tests = known or {it: is_written(text, it) for it in PATTERNS}
    return (
        f"case when regexp_matches({text}, '{EXPONENT}') then try_cast({text} as {NUMBER}) "
        f"when {tests[preferred]} then {_digits(text, preferred)} "
        f"when {tests[other]} then {_digits(text, other)} end"
    )


def decide_notations(table: Table) -> None:
    """Say of each column how its numbers are written; '' where nothing in the table tells."""
    columns = table.columns
    dots = sum(column.only_dot for column in columns if column.is_number)
    commas = sum(column.only_comma for column in columns if column.is_number)
    shared = DOT if dots and not commas else COMMA if commas and not dots else ""
    if not shared and (table.relation or (table.files and _is_of_machine(table))):
        shared = DOT
    for column in columns:
        _take(column, _own(column) or shared)


def is_open(column: Column) -> bool:
    """Whether values of a column are other numbers in each notation, and nothing tells which."""
    return bool(column.either) and not column.notation and column.is_number


def take_notation(table: Table, notation: str) -> None:
    """Read the columns of a table that told nothing themselves as its totals say."""
    for column in table.columns:
        if not column.notation:
            _take(column, notation)


def _own(column: Column) -> str:
    if bool(column.only_dot) == bool(column.only_comma):
        return ""
    return DOT if column.only_dot else COMMA


def _take(column: Column, notation: str) -> None:
    column.notation = notation
    if notation == COMMA:
        column.low, column.high = column.comma_low, column.comma_high


def _is_of_machine(table: Table) -> bool:
    return all(file.casefold().endswith(MACHINE) for file in table.files)


def _digits(text: str, notation: str) -> str:
    kept = f"regexp_replace({text}, '{KEPT[notation]}', '', 'g')"
    plain = f"replace({kept}, ',', '.')" if notation == COMMA else kept
    sign = f"case when regexp_matches({text}, '{NEGATIVE}') then '-' else '' end"
    return f"try_cast({sign} || {plain} as {NUMBER})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
