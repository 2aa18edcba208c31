"""Names that say nothing: keyed hashes for sales (R24), coupon codes and the hold-out (R22).

Everything here is HMAC-SHA256 (RFC 2104) with the installation's secret. Customer numbers are
few and guessable, so a plain or publicly salted hash of one is undone by trying them all.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

import pyarrow as pa
import pyarrow.compute as pc

from tillhouse.errors import ConfigError, DataError, PrivacyError

SHORTEST_SECRET = 16
#: Crockford's base 32: no I, L, O or U, so that a code survives being read out and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: Characters of a code, 5 bits each: 60 bits. The longer ones are for codes that would be equal.
CODE_LENGTHS = (12, 16, 20, 24)
PERSON_CODE_LENGTH = 32  # hex digits of 4 bits
_CODE_BYTES, _CONTROL_BYTES = slice(0, 15), slice(15, 23)
_DRAW_BYTES = slice(23, 32)
_HASH_BLOCK = 64  # bytes that SHA-256 takes at a time


class Secret:
    """The secret of an installation. It is never shown: not by `repr`, not in an error."""

    __slots__ = ("_key",)

    def __init__(self, key: bytes) -> None:
        self._key = key

    def __repr__(self) -> str:
        return "Secret(…)"

    def hash(self, purpose: str, *parts: str) -> bytes:
        """32 bytes for a purpose and some text; other purposes and other splits give others."""
        message = b"".join(
            len(part.encode()).to_bytes(8, "big") + part.encode() for part in (purpose, *parts)
        )
        return hmac.digest(self._key, message, hashlib.sha256)


def read_secret(value: str | None, *, name: str = "TILLHOUSE_SECRET") -> Secret:
    """Take the secret from the value of an environment variable.

    `PrivacyError` when it is absent or shorter than 16 characters: what it hides could be guessed.
    """
    text = (value or "").strip()
    if len(text) >= SHORTEST_SECRET and len(set(text)) > 1:
        return Secret(text.encode())
    found = f"has only {len(text)} characters" if text else "is not set"
    if len(text) >= SHORTEST_SECRET:
        found = "is one character over and over"
    raise PrivacyError(
        f"The secret for pseudonyms and coupon codes {found}; {SHORTEST_SECRET} are needed.",
        where=f"environment variable {name}",
        remedy=f"Make one once and keep it, in .env or the scheduler's secrets: {name}="
        '$(python3 -c "import secrets; print(secrets.token_hex(32))")',
    )


def pseudonym(keys: pa.Array | pa.ChunkedArray, secret: Secret, kind: str = "customer") -> pa.Array:
    """A stable keyed hash per key: 64 hex digits, one per row; NULL stays NULL (R24).

    A customer and an employee of the same key have different ones.
    """
    return _hash_each(keys, lambda key: secret.hash(kind, key).hex())


def person_codes(keys: pa.Array | pa.ChunkedArray, kind: str, secret: Secret) -> pa.Table:
    """One row per distinct key, ordered by it: the shape of `science.person_codes` (R24).

    A code is half of the keyed hash, 32 hex digits: as much as RFC 2104 leaves when it shortens.
    """
    distinct = pa.array(sorted(set(keys.to_pylist()) - {None}), pa.string())
    codes = pc.utf8_slice_codeunits(pseudonym(distinct, secret, kind), 0, PERSON_CODE_LENGTH)
    kinds = pa.array([kind] * len(distinct), pa.string())
    return pa.table({"person_key": distinct, "person_kind": kinds, "person_code": codes})


def audience_keys(audiences: Iterable[str], secret: Secret) -> pa.Table:
    """The shape of `science.audience_keys`: the padded keys of HMAC-SHA256 in hex digits (R24).

    Orders and lines are too many to be hashed here: the engine does it, with a key for this alone.
    """
    names = sorted(audiences)
    keys = [secret.hash("audience", name).ljust(_HASH_BLOCK, b"\0") for name in names]
    pads = {"inner_pad": 0x36, "outer_pad": 0x5C}  # RFC 2104
    padded = {
        column: pa.array([bytes(byte ^ pad for byte in key).hex() for key in keys], pa.string())
        for column, pad in pads.items()
    }
    return pa.table({"audience": pa.array(names, pa.string()), **padded})


def coupon_codes(
    customers: pa.Table, campaign_id: str, secret: Secret, control_share: float
) -> pa.Table:
    """One row per distinct customer_key, ordered by it: the shape of `science.coupon_codes` (R22).

    The same customer, campaign and secret give the same code, group and place in the draw,
    whoever else takes part. About `control_share` of the customers are held out: `is_control`,
    and no code. `draw_order` is hex text to sort by when the budget does not reach everyone.
    """
    limit = _control_limit(control_share)
    keys = sorted(set(customers["customer_key"].to_pylist()) - {None})
    digests = [secret.hash("coupon", campaign_id, key) for key in keys]
    # One digest is cut into three: its parts tell nothing about one another.
    is_control = [int.from_bytes(digest[_CONTROL_BYTES], "big") < limit for digest in digests]
    codes = spell_codes([digest[_CODE_BYTES] for digest in digests])
    offered = [None if held else code for held, code in zip(is_control, codes, strict=True)]
    return pa.table(
        {
            "customer_key": pa.array(keys, pa.string()),
            "campaign_id": pa.array([campaign_id] * len(keys), pa.string()),
            "coupon_code": pa.array(offered, pa.string()),
            "is_control": pa.array(is_control, pa.bool_()),
            "draw_order": pa.array([digest[_DRAW_BYTES].hex() for digest in digests], pa.string()),
        }
    )


def spell_codes(hashes: Sequence[bytes]) -> list[str]:
    """Spell 15-byte hashes as codes such as `7K3Q-9ZTR-M2XA`, each of them once.

    Where two would be equal, both become longer, so it does not matter which came first.
    """
    letters = [_crockford(each) for each in hashes]
    codes = [each[: CODE_LENGTHS[0]] for each in letters]
    for length in CODE_LENGTHS[1:]:
        counts = Counter(codes)
        if len(counts) == len(codes):
            break
        codes = [
            full[:length] if counts[code] > 1 else code
            for full, code in zip(letters, codes, strict=True)
        ]
    if len(set(codes)) < len(codes):
        raise DataError("Two customers have the same coupon code of 120 bits.", remedy="Report it.")
    return ["-".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes]


def _crockford(data: bytes) -> str:
    bits = int.from_bytes(data, "big")
    places = range(len(data) * 8 // 5 - 1, -1, -1)
    return "".join(ALPHABET[bits >> (5 * place) & 31] for place in places)


def _control_limit(control_share: float) -> int:
    if not 0 <= control_share < 1:
        raise ConfigError(
            f"A control group of {control_share} is not a share of the customers.",
            where="[rules.coupons] control_share",
            remedy="Give a number from 0 (nobody) to below 1; 0.10 holds out a tenth.",
        )
    # Through its shortest decimal form: 0.1 means a tenth, not the nearest binary fraction.
    return int(Fraction(str(control_share)) * 2**64)


def _hash_each(keys: pa.Array | pa.ChunkedArray, hash_one: Callable[[str], str]) -> pa.Array:
    array = keys.combine_chunks() if isinstance(keys, pa.ChunkedArray) else keys
    encoded = array.cast(pa.string()).dictionary_encode()
    values: Iterable[str] = encoded.dictionary.to_pylist()
    return pa.array([hash_one(value) for value in values], pa.string()).take(encoded.indices)
