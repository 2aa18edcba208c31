"""Phones and e-mail addresses as they are delivered, brought to one form or refused (R11)."""

from __future__ import annotations


def normalise_phone(text: str, country_code: str) -> str | None:
    """A phone number in E.164, or None when libphonenumber holds it for invalid.

    A number without a country prefix is read as one of `country_code` (ISO-2). An extension is
    left out: E.164 has none.
    """
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country_code)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def normalise_email(text: str) -> str | None:
    """An e-mail address in one form, or None when its syntax is wrong. Nothing is sent or asked.

    The domain becomes lower case. The part before the @ keeps its case: only the receiving host
    knows whether it matters (RFC 5321, 2.4). Names reserved for tests (`.test`, `.invalid`,
    `.local`) are refused; `example.com` passes, as its syntax is right and the sample shop
    lives there.
    """
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        return None
