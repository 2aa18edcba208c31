"""What a database server's refusal means, in words that say what to do."""

from __future__ import annotations

import re
from collections.abc import Callable

from tillhouse.errors import SourceError
from tillhouse.sources.database.address import Address

Meaning = tuple[str, str, str, bool]
# (pattern in the server's own words, what happened, what to do, whether it may pass by itself)
MEANINGS: tuple[Meaning, ...] = (
    (
        r"pg_hba|not allowed to connect|not permitted to log ?in|role .* does not exist"
        r"|account is (locked|disabled)|password .*expired|must (change|reset) .*password"
        r"|(peer|ident|gssapi|sspi|ldap|radius|pam|cert(ificate)?) authentication failed"
        r"|authentication (plugin|protocol|method)|untrusted domain|because the account",
        "This user cannot sign in to {at}.",
        "Let those who run the server allow this user to sign in from here, by password; or name "
        "another login with user_env and password_env.",
        False,
    ),
    (
        r"password authentication|authentication failed|access denied for user|login failed"
        r"|no password supplied|invalid (user|login|password|authorization)",
        "{at} does not accept this user and password.",
        "Set the variables that user_env and password_env name to a login that may read it.",
        False,
    ),
    (
        r"unrecognized configuration parameter|invalid connection option",
        "An option in the address of {at} is not known.",
        "Correct the part after the question mark of the location.",
        False,
    ),
    (
        r"ssl|tls|no encryption|certificate",
        "No encrypted connection to {at} can be made.",
        "Correct the TLS settings in the address (the part after the question mark), or the "
        "server's certificate.",
        False,
    ),
    (
        r"unknown database|database .* does not exist|cannot open database",
        "{at}: the server has no such database, or this user may not see it.",
        "Correct the name behind the last slash of the location.",
        False,
    ),
    (
        r"translate host name|unknown server host|name or service|getaddrinfo",
        "The server {at} is not known by that name.",
        "Correct the host in the location; is the network or VPN connected?",
        False,
    ),
    (
        r"permission denied|command denied|not authori[sz]ed|access denied",
        "The user may not read a table of {at}.",
        "Let the user of user_env select from it.",
        False,
    ),
    (
        r"invalid .*value",
        "An option in the address of {at} has a value that it cannot have.",
        "Correct the part after the question mark of the location.",
        False,
    ),
    (
        r"timeout|timed out",
        "{at} did not answer in time.",
        "Run again later; is a firewall in between?",
        True,
    ),
    (
        r"refused|can't connect|connect call failed|starting up|too many",
        "Nothing answers at {at}.",
        "Start the server, or correct host and port in the location; then run again.",
        True,
    ),
)
LOST = (
    r"closed the connection|connection (was |is |unexpectedly )?(closed|reset|aborted|lost|dead)"
    r"|lost connection|gone away|broken pipe|eof|unexpected(ly)? (end|closed)|terminat"
    r"|shut ?(ting )?down|kill|not connected|incompleteread|end of (file|stream)"
)
CUT: Meaning = (LOST, "{at} broke the connection off.", "Run again: nothing is half loaded.", True)
OTHER = (
    "{at} cannot be used with this user and address.",
    "What it said tells why; those who run the server can say what to change.",
    True,
)
PERMISSION = next(it for it in MEANINGS if it[0].startswith("permission"))


class ServerError(SourceError):
    """What a server said. `may_pass`: trying again shortly could help."""

    may_pass = False


def explain(error: Exception, address: Address, redact: Callable[[str], str]) -> ServerError:
    """What the refusal of a connection or a query means."""
    known = (it for it in (*MEANINGS, CUT) if _says(error, it[0]))
    return _told(error, address, redact, *next((it[1:] for it in known), OTHER))


def explain_cut(
    error: Exception, address: Address, redact: Callable[[str], str], reading: str
) -> ServerError:
    """What it means that reading stopped; `reading` says what and how far."""
    if _says(error, PERMISSION[0]):
        return _told(error, address, redact, *PERMISSION[1:])
    what = "{at} broke the connection off while " + reading + "."
    return _told(error, address, redact, what, *CUT[2:])


def _says(error: Exception, pattern: str) -> bool:
    """Whether the words of an error, or its kind, are of a pattern."""
    words = f"{error} {type(error).__name__}"
    return re.search(pattern, words, re.IGNORECASE) is not None


def _told(
    error: Exception,
    address: Address,
    redact: Callable[[str], str],
    what: str,
    remedy: str,
    passing: bool,
) -> ServerError:
    words = next(iter(str(error).strip().splitlines()), "") or type(error).__name__
    shown = words if len(words) <= 300 else words[:299] + "…"
    told = ServerError(
        f"{what.replace('{at}', str(address))} It said: {redact(shown)}",
        where="location of the source",
        remedy=remedy,
    )
    told.may_pass = passing
    return told
