"""Small files, looked at and guessed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from staged import Staged, rows_of

from tillhouse.contracts.entities import read_entities
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.look import look_at_files
from tillhouse.onboarding.mapping import Guess
from tillhouse.onboarding.model import make_setting
from tillhouse.onboarding.profile import profile
from tillhouse.onboarding.staging import write_model
from tillhouse.onboarding.tables import Looked

Look = Callable[..., Looked]
Recognise = Callable[..., dict[str, Guess]]


@pytest.fixture
def drop(tmp_path: Path) -> Path:
    folder = tmp_path / "drop"
    folder.mkdir()
    return folder


@pytest.fixture
def look(drop: Path) -> Look:
    """Write the files (name → text or bytes) and look at their folder."""

    def write_and_look(files: dict[str, str | bytes]) -> Looked:
        for name, content in files.items():
            path = drop / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        looked = look_at_files([drop], lambda count, note: None)
        profile(looked)
        return looked

    return write_and_look


@pytest.fixture
def recognise(look: Look) -> Recognise:
    """Entity → its guess; `told` as on the command line."""

    def guess(files: dict[str, str | bytes], **told: str) -> dict[str, Guess]:
        found = guess_entities(look(files), read_entities(), told)
        return {it.entity.name: it for it in found}

    return guess


@pytest.fixture
def staged(look: Look) -> Callable[..., dict[str, Staged]]:
    """Entity → its rows as the generated model selects them, and what is asked; see `Staged`."""

    def stage(
        files: dict[str, str | bytes], answers: dict[str, str] | None = None
    ) -> dict[str, Staged]:
        looked = look(files)
        guesses = guess_entities(looked, read_entities(), {})
        setting = make_setting("shop", "DE", looked, guesses)
        models = [write_model(guess, setting) for guess in guesses]
        return {
            model.guess.entity.name: Staged(model, rows_of(model, looked, answers or {}))
            for model in models
        }

    return stage
