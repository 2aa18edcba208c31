"""Why a row was rejected, in words: made from column, code and value where a person reads it (R6).

`macros/rejections.sql` says the same of the published table `quarantine`.
"""

from __future__ import annotations

PHRASES = {
    "missing": "missing",
    "not_a_number": "not a number",
    "not_a_whole_number": "not a whole number",
    "not_a_date": "not a date",
    "not_a_time": "not a time",
    "not_a_boolean": "not a yes or no",
    "out_of_range": "out of range",
    "too_much_money": "more than a line may come to",
    "unclear_date": "not clear, it may be two dates: declare date_order of the source",
    "not_a_product": "not a product",
    "a_total": "a total of other rows",
    "not_a_json_list": "not a whole JSON list",
}
UNREAD = "not_of_its_type"  # of a column that may be NULL: only this value is lost
PHRASES[UNREAD] = "not readable as its type"
IN_THEIR_OWN_WORDS = ("unreadable_row", "source_problem")  # the value is the sentence


def phrase(code: str) -> str:
    """What a code means, after `is`."""
    return PHRASES.get(code, code.replace("_", " "))


def reason_text(column: str | None, code: str, value: str | None, bound: int | None = None) -> str:
    """`Qty "two" is not a number`; `Qty is missing`; `Qty "4006381333931" is out of range: at most
    10,000,000,000`, where the bound is known (`contracts/numbers.py`)."""
    if code in IN_THEIR_OWN_WORDS or not column:
        return value or phrase(code)
    told = f' "{value}"' if value else ""
    most = f": at most {bound:,}" if bound is not None else ""
    return f"{column}{told} is {phrase(code)}{most}"
