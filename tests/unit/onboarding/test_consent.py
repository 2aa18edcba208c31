"""Who may be written to or called is read from columns of either sense, in their own words. R11"""

from __future__ import annotations

import pytest

HEADER = "customer_id,name,email,phone,"
PEOPLE = ("1,Ada,ada@example.com,+4915112345678,", "2,Ben,ben@example.com,+4915112345679,",
          "3,Cy,cy@example.com,+4915112345670,")  # fmt: skip


def contacts(staged, column: str, values: tuple[str, str, str], answers=None):
    rows = "\n".join(f"{start}{value}" for start, value in zip(PEOPLE, values, strict=True))
    return staged({"customers.csv": f"{HEADER}{column}\n{rows}\n"}, answers)["contacts"]


@pytest.mark.parametrize(
    ("column", "values", "email", "phone"),
    [
        ("Accepts Email Marketing", ("yes", "no", ""), "is_email_opt_in", ""),
        ("Newsletter", ("ja", "nein", ""), "is_email_opt_in", ""),
        ("accepts_marketing", ("1", "0", ""), "is_email_opt_in", "is_phone_opt_in"),
        ("Einwilligung", ("Ja", "Nein", ""), "is_email_opt_in", "is_phone_opt_in"),
        ("sms_consent", ("true", "false", ""), "", "is_phone_opt_in"),
        ("email_status", ("subscribed", "unsubscribed", ""), "is_email_opt_in", ""),
        ("opt_in_at", ("2024-01-01", "", ""), "is_email_opt_in", "is_phone_opt_in"),
        ("do_not_call", ("yes", "no", ""), "", "is_phone_opt_out"),
        ("unsubscribed_at", ("2024-01-01", "", ""), "is_email_opt_out", "is_phone_opt_out"),
        ("no_emails", ("x", "", ""), "is_email_opt_out", ""),
        ("Werbesperre", ("ja", "nein", ""), "is_email_opt_out", "is_phone_opt_out"),
    ],
)
def test_a_column_says_yes_or_no_for_its_channel(
    staged, column: str, values: tuple[str, str, str], email: str, phone: str
) -> None:
    found = contacts(staged, column, values)
    said = {name for name in found.model.columns if "_opt_" in name}
    assert said == {email, phone} - {""}
    for name in said:
        assert found.column(name) == ["true", "false", "false"]
    assert not found.questions


def test_where_yes_may_mean_either_it_is_asked_and_the_answer_is_read_at_run_time(staged) -> None:
    values = ("yes", "no", "")
    asked = contacts(staged, "marketing", values)
    assert asked.questions == ["consent.marketing"]
    assert set(asked.column("_question")) == {"consent.marketing"}
    yes = contacts(staged, "marketing", values, {"consent.marketing": "opt_in"})
    assert yes.column("is_email_opt_in") == ["true", "false", "false"]
    assert yes.column("is_email_opt_out") == [None] * 3
    no = contacts(staged, "marketing", values, {"consent.marketing": "opt_out"})
    assert no.column("is_email_opt_out") == ["true", "false", "false"]
    assert set(no.column("_question")) == {None}


def test_when_it_changed_and_where_it_came_from_is_no_consent(staged) -> None:
    found = contacts(staged, "consent_updated_at", ("2024-01-01", "2024-01-02", ""))
    assert not [name for name in found.model.columns if "_opt_" in name]
