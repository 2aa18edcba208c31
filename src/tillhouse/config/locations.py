"""Where a source can lie: the scheme of an address decides in which way it is fetched."""

from __future__ import annotations

from urllib.parse import urlsplit

from tillhouse.suggestions import did_you_mean

FILES, DATABASE, REST = "files", "database", "rest"
WAYS = (DATABASE, REST, FILES)
SCHEMES = {
    "postgresql": DATABASE,
    "postgres": DATABASE,
    "mysql": DATABASE,
    "mariadb": DATABASE,
    "mssql": DATABASE,
    "sqlserver": DATABASE,
    "https": REST,
    "http": REST,
    "az": FILES,
    "abfs": FILES,
    "abfss": FILES,
    "s3": FILES,
    "gs": FILES,
}


def way_of(location: str) -> str:
    """In which way a checked location is fetched; a place without a scheme is a folder."""
    scheme, found, _ = location.partition("://")
    return SCHEMES[scheme.lower()] if found else FILES


def check_location(location: str) -> str:
    """The location as it is; `ValueError` for an unknown scheme or a password in it."""
    if not location.strip():
        raise ValueError("must name a folder or an address")
    scheme, found, _ = location.partition("://")
    if not found:
        return location
    if scheme.lower() not in SCHEMES:
        hint = did_you_mean(scheme.lower(), SCHEMES)
        raise ValueError(f"must be a folder or an address of a known kind; {hint}")
    _refuse_password(location)
    return location


def without_password(location: str) -> str:
    """The location as it may be shown."""
    head, at, tail = location.rpartition("@")
    scheme, found, login = head.partition("://")
    if not (at and found and ":" in login):
        return location
    return f"{scheme}://{login.split(':')[0]}:…@{tail}"


def _refuse_password(location: str) -> None:
    try:
        parts = urlsplit(location)
        has_password = parts.password is not None
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"is no address: {error}") from None
    if has_password:
        raise ValueError(
            "must not hold a password: name the environment variable that holds it, as password_env"
        )
