"""R24 keyed hashes; R22 coupon codes and the hold-out."""

from __future__ import annotations

import hashlib
import hmac
import random
import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillhouse.errors import ConfigError, PrivacyError
from tillhouse.privacy.pseudonyms import (
    ALPHABET,
    Secret,
    coupon_codes,
    person_codes,
    pseudonym,
    read_secret,
    spell_codes,
)

SECRET = read_secret("a secret for the tests, nothing else")
KEYS = [f"pos:{number}" for number in range(20_000)]


def draw(keys=KEYS, campaign="2025-12", secret=SECRET, share=0.10):
    return coupon_codes(
        pa.table({"customer_key": pa.array(keys, pa.string())}), campaign, secret, share
    )


def test_a_pseudonym_is_the_hmac_of_rfc_2104():
    message = b"".join(len(part).to_bytes(8, "big") + part for part in (b"customer", b"pos:1"))
    expected = hmac.new(b"0123456789abcdef", message, hashlib.sha256).hexdigest()
    assert pseudonym(pa.array(["pos:1"]), read_secret("0123456789abcdef"))[0].as_py() == expected


def test_hmac_itself_agrees_with_rfc_4231():
    # Test case 2 of RFC 4231, through the function that `Secret` uses.
    digest = hmac.digest(b"Jefe", b"what do ya want for nothing?", hashlib.sha256)
    assert digest.hex().startswith("5bdcc146bf60754e6a042426089575c7")


def test_a_pseudonym_cannot_be_made_without_the_secret():
    found = pseudonym(pa.array(["pos:1"]), SECRET)[0].as_py()
    plain = {hashlib.sha256(text).hexdigest() for text in (b"pos:1", b"1", b"customer:pos:1")}
    assert found not in plain
    assert (
        found
        != pseudonym(pa.array(["pos:1"]), read_secret("another secret of the tests"))[0].as_py()
    )


def test_a_person_code_is_half_of_the_pseudonym_once_per_person():
    keys = pa.array(["pos:2", "pos:1", None, "pos:2"])
    codes = person_codes(keys, "customer", SECRET)
    assert codes["person_key"].to_pylist() == ["pos:1", "pos:2"]
    whole = pseudonym(codes["person_key"], SECRET).to_pylist()
    assert codes["person_code"].to_pylist() == [each[:32] for each in whole]


def test_a_customer_and_an_employee_of_the_same_number_have_different_codes():
    one, other = (
        person_codes(pa.array(["pos:1"]), kind, SECRET) for kind in ("customer", "employee")
    )
    assert one["person_code"] != other["person_code"]
    assert other["person_kind"].to_pylist() == ["employee"]


def test_nobody_has_no_codes():
    assert person_codes(pa.array([], pa.string()), "customer", SECRET).num_rows == 0


def test_pseudonyms_keep_rows_and_nulls():
    keys = pa.chunked_array([["a", None], ["b", "a"]], pa.string())
    found = pseudonym(keys, SECRET).to_pylist()
    assert found[1] is None
    assert found[0] == found[3] != found[2]
    assert all(re.fullmatch("[0-9a-f]{64}", each) for each in found if each)


def test_text_split_otherwise_gives_another_hash():
    assert SECRET.hash("coupon", "ab", "c") != SECRET.hash("coupon", "a", "bc")


@pytest.mark.parametrize("value", [None, "", "   ", "short", "fifteen letters", "x" * 40])
def test_a_weak_secret_is_refused_with_a_way_to_make_one(value):
    with pytest.raises(PrivacyError) as error:
        read_secret(value, name="MY_SECRET")
    assert "MY_SECRET" in error.value.where
    assert "secrets.token_hex" in error.value.remedy
    assert not (value and value.strip()) or value not in str(error.value)


def test_a_secret_is_never_shown():
    secret = Secret(b"do not show this")
    assert "show" not in f"{secret!r} {secret}"


def test_codes_can_be_typed_and_are_unique():
    codes = [code for code in draw()["coupon_code"].to_pylist() if code]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", code) for code in codes)
    assert not set("ILOU") & set("".join(codes))


def test_a_code_uses_all_its_letters_evenly():
    codes = "".join(code.replace("-", "") for code in draw()["coupon_code"].to_pylist() if code)
    shares = [codes.count(letter) / len(codes) for letter in ALPHABET]
    assert max(shares) < 1.05 / 32
    assert min(shares) > 0.95 / 32


def test_a_rerun_gives_the_same_and_another_campaign_or_secret_another():
    first = draw(KEYS[:500])
    assert draw(KEYS[:500]) == first
    for other in (draw(KEYS[:500], campaign="2026-01"), draw(KEYS[:500], secret=Secret(b"b" * 32))):
        assert not set(other["coupon_code"].to_pylist()) & set(first["coupon_code"].to_pylist()) - {
            None
        }
        assert other["is_control"] != first["is_control"]


def test_nobodys_group_or_code_depends_on_who_else_takes_part():
    everyone = {row["customer_key"]: row for row in draw().to_pylist()}
    few = KEYS[::97]
    random.Random(1).shuffle(few)
    alone = draw([*few, few[0], None])
    assert alone.to_pylist() == [everyone[key] for key in sorted(few)]


def test_about_a_tenth_is_held_out_and_gets_no_code():
    rows = draw().to_pylist()
    held = [row for row in rows if row["is_control"]]
    assert 1_830 < len(held) < 2_170  # four standard deviations around 2,000
    assert all((row["coupon_code"] is None) == row["is_control"] for row in rows)


@pytest.mark.parametrize(("share", "count"), [(0.0, 0), (0, 0)])
def test_no_control_group_holds_out_nobody(share, count):
    assert sum(draw(KEYS[:1000], share=share)["is_control"].to_pylist()) == count


def test_a_larger_control_group_contains_the_smaller():
    small, large = (
        {row["customer_key"] for row in draw(KEYS[:3000], share=s).to_pylist() if row["is_control"]}
        for s in (0.1, 0.3)
    )
    assert small < large


@pytest.mark.parametrize("share", [-0.1, 1.0, 10])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ConfigError, match="not a share"):
        draw(KEYS[:1], share=share)


def test_the_draw_is_not_the_order_of_keys_groups_or_codes():
    rows = sorted(draw(KEYS[:2000]).to_pylist(), key=lambda row: row["draw_order"])
    first_half = rows[:1000]
    assert 0.07 < sum(row["is_control"] for row in first_half) / 1000 < 0.13
    assert len({row["draw_order"] for row in rows}) == 2000
    assert 400 < sum(int(row["customer_key"].split(":")[1]) < 1000 for row in first_half) < 600


def test_equal_codes_both_become_longer_whichever_came_first():
    same = bytes(range(8))  # the first twelve letters are made of the first 60 bits
    hashes = [same + b"\x00" * 7, same + b"\xff" * 7, b"\x77" * 15]
    codes = spell_codes(hashes)
    assert len(set(codes)) == 3
    assert [len(code) for code in codes] == [19, 19, 14]
    assert spell_codes(hashes[::-1]) == codes[::-1]


@given(st.lists(st.binary(min_size=15, max_size=15), unique=True, max_size=30))
def test_codes_are_always_unique(hashes):
    assert len(set(spell_codes(hashes))) == len(hashes)


def test_nobody_gives_an_empty_table_of_the_same_shape():
    assert draw([]).schema == draw(KEYS[:3]).schema
