"""Object storage (Azure, S3, Google) behind an address, opened with what the environment holds.

Credentials are read from the providers' standard variables and from nowhere else, and stand in no
message: what a provider says when it refuses may hold parts of them, so it is put in our words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tillhouse.errors import ConfigError, SourceError

if TYPE_CHECKING:
    from obstore.store import ObjectStore

AZURE, S3, GOOGLE = "Azure", "S3", "Google Cloud"
PROVIDERS = {"az": AZURE, "abfs": AZURE, "abfss": AZURE, "s3": S3, "gs": GOOGLE}
# Standard variable → the setting of the client.
VARIABLES = {
    AZURE: {
        "AZURE_STORAGE_ACCOUNT_NAME": "account_name",
        "AZURE_STORAGE_ACCOUNT_KEY": "account_key",
        "AZURE_STORAGE_SAS_TOKEN": "sas_key",
        "AZURE_STORAGE_ENDPOINT": "endpoint",
        "AZURE_TENANT_ID": "tenant_id",
        "AZURE_CLIENT_ID": "client_id",
        "AZURE_CLIENT_SECRET": "client_secret",
    },
    S3: {
        "AWS_ACCESS_KEY_ID": "access_key_id",
        "AWS_SECRET_ACCESS_KEY": "secret_access_key",
        "AWS_SESSION_TOKEN": "session_token",
        "AWS_REGION": "region",
        "AWS_DEFAULT_REGION": "default_region",
        "AWS_ENDPOINT_URL": "endpoint",
    },
    GOOGLE: {"GOOGLE_APPLICATION_CREDENTIALS": "application_credentials"},
}
# The client would else ask the machine that it runs on for an identity, and wait for an answer.
WAYS_IN = {
    AZURE: (
        ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_ACCOUNT_KEY"),
        ("AZURE_STORAGE_ACCOUNT_NAME", "AZURE_STORAGE_SAS_TOKEN"),
        ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET"),
    ),
    S3: (("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"),),
    GOOGLE: (("GOOGLE_APPLICATION_CREDENTIALS",),),
}
CONNECTION_STRING = "AZURE_STORAGE_CONNECTION_STRING"
CONNECTION_PARTS = {
    "accountname": "account_name",
    "accountkey": "account_key",
    "sharedaccesssignature": "sas_key",
    "blobendpoint": "endpoint",
}
TIMEOUTS = {"connect_timeout": "10s", "read_timeout": "60s", "timeout": "1h"}
RETRIES: Any = {"max_retries": 5, "retry_timeout": timedelta(seconds=90)}


def is_address(place: str) -> bool:
    """Whether a place is object storage and not a folder."""
    scheme, found, _ = place.partition("://")
    return bool(found) and scheme.lower() in PROVIDERS


def open_store(
    address: str, environment: Mapping[str, str], where: str = "location of the source"
) -> ObjectStore:
    """The storage below an address; nothing is asked of it yet."""
    from obstore.store import from_url

    config: Any = settings_for(address, environment)
    is_plain = config.get("endpoint", "").startswith("http://")
    options: Any = {**TIMEOUTS, "allow_http": is_plain}
    with explained(address, where):
        return from_url(address, config=config, client_options=options, retry_config=RETRIES)


def settings_for(address: str, environment: Mapping[str, str]) -> dict[str, str]:
    """The client's settings for an address, out of the provider's variables.

    Raises `ConfigError` where they do not let anybody in.
    """
    provider = PROVIDERS[address.partition("://")[0].lower()]
    known = VARIABLES[provider]
    config = {key: environment[name] for name, key in known.items() if environment.get(name)}
    if provider == AZURE and environment.get(CONNECTION_STRING):
        return config | _connection(environment[CONNECTION_STRING])
    if "@" in address:  # abfss://container@account.dfs.core.windows.net names the account
        environment = {"AZURE_STORAGE_ACCOUNT_NAME": "named", **environment}
    if not any(all(map(environment.get, way)) for way in WAYS_IN[provider]):
        raise ConfigError(
            f"There are no credentials for {address}",
            where="the environment, or .env beside the project file",
            remedy=_variables_of(address),
        )
    return config


def _connection(text: str) -> dict[str, str]:
    """The parts of an Azure connection string."""
    parts = dict(part.split("=", 1) for part in text.split(";") if "=" in part)
    named = {name.strip().lower(): value.strip() for name, value in parts.items()}
    if named.get("usedevelopmentstorage", "").lower() == "true":
        return {"use_emulator": "true"}
    found = {key: named[name] for name, key in CONNECTION_PARTS.items() if named.get(name)}
    if "account_name" not in found and "endpoint" not in found:
        raise ConfigError(
            "The connection string of the Azure storage names no account",
            where=CONNECTION_STRING,
            remedy="Copy it anew from the storage account: Security + networking > Access keys.",
        )
    return found


@contextmanager
def explained(address: str, where: str = "location of the source") -> Iterator[None]:
    """Turn what a provider says into a `SourceError` without any secret.

    An object that is gone or was replaced passes as obstore's own error: it concerns one file.
    """
    from obstore import exceptions

    try:
        yield
    except (exceptions.PreconditionError, exceptions.NotFoundError):
        raise
    except exceptions.BaseError as error:
        reason, remedy = _what_failed(str(error), address)
        raise SourceError(
            f"The storage {address} cannot be used: {reason}.",
            where=where,
            remedy=remedy,
        ) from None


def _what_failed(text: str, address: str) -> tuple[str, str]:
    """The cause and the remedy in our words; the text itself may hold a signed address."""
    lowered = text.lower()
    for signs, reason, remedy in _CAUSES:
        if any(sign in lowered for sign in signs):
            return reason, remedy or _variables_of(address)
    return "the request failed", "Try again; ask the provider's status page if it stays."


_NETWORK = "Check the location and the network, then run again: nothing is half loaded."
_PLACE = "Correct the location, or create it; names are case-sensitive."
_CAUSES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("404 not found", "nosuchbucket"), "there is no such container or bucket", _PLACE),
    (("401 ", "403 ", "unauthenticated"), "it does not accept our credentials", ""),
    (("invalid access key", "decod", "credential"), "the credentials cannot be used", ""),
    (("account must be specified",), "no storage account is named", ""),
    (("certificate",), "its certificate is not valid", _NETWORK),
    (("kind: timeout", "timed out"), "it does not answer in time", _NETWORK),
    (("error sending request", "kind: connect"), "nothing answers there", _NETWORK),
    (("server error", " 500 ", " 503 "), "it failed again and again", _NETWORK),
)


def _variables_of(address: str) -> str:
    provider = PROVIDERS[address.partition("://")[0].lower()]
    names = [CONNECTION_STRING] if provider == AZURE else []
    return f"Set {' or '.join([*names, *(' and '.join(way) for way in WAYS_IN[provider])])}."
