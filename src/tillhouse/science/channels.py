"""Phones and e-mail addresses as they are delivered, brought to one form or refused (R11)."""

from __future__ import annotations

from collections.abc import Iterable


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


def holds_country_code(texts: Iterable[str | None], country_code: str) -> bool:
    """Whether a list of numbers of one country lost its plus signs: 491713920041.

    Of the numbers that begin with neither `+` nor 0, each begins with the country's code and is
    valid with a plus before it. One that is not says that the list is written otherwise.
    """
    import phonenumbers

    code = str(phonenumbers.country_code_for_region(country_code))
    bare = [text.strip() for text in texts if text and is_bare(text)]
    return bool(bare) and all(
        digits.startswith(code) and normalise_phone(f"+{digits}", country_code) is not None
        for digits in bare
    )


def is_bare(text: str) -> bool:
    """Whether a number begins with a digit that is neither a prefix of its country nor abroad."""
    return text.strip()[:1] in tuple("123456789")
