"""`tillhouse generate` makes the files of a sample shop."""

from __future__ import annotations

import json


def test_only_the_systems_that_were_asked_for_are_made(call, tmp_path):
    options = ("--scale", "0.01", "--days", "40", "--system", "pos", "--json")
    told = call("generate", tmp_path / "shop", *options)
    assert told.exit_code == 0, told.output
    facts = json.loads(told.stdout)
    assert set(facts["files"]) == {"pos"}
    assert min(facts["files"]["pos"], facts["rows"]["pos"]) > 0
    made = {path.name for path in (tmp_path / "shop").iterdir()}
    assert made == {"pos", "answer_key"}
    assert told.stderr == ""


def test_a_person_is_told_how_much_was_made_and_where_the_answers_are(call, tmp_path):
    told = call("generate", tmp_path / "shop", "--scale", "0.01", "--days", "40")
    assert told.exit_code == 0, told.output
    assert "files with" in told.stdout
    assert str(tmp_path / "shop" / "answer_key") in told.stdout


def test_the_systems_offered_are_those_that_can_be_made():
    from tillhouse.demo import shop
    from tillhouse.verbs import generate

    assert set(generate.SYSTEMS) == set(shop.SYSTEMS)


def test_a_scale_that_makes_nothing_is_wrong_usage(call, tmp_path):
    assert call("generate", tmp_path, "--scale", "0").exit_code == 2
