"""Write a source of one's own: a folder in the project, and its table in the project file."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tillhouse.delivered_text import yaml_text
from tillhouse.errors import ConfigError
from tillhouse.onboarding.gate import check_model
from tillhouse.onboarding.model import Model
from tillhouse.onboarding.readme import readme_text
from tillhouse.onboarding.spec_text import spec_text
from tillhouse.onboarding.tables import Looked, Table
from tillhouse.questions.file import FILE as QUESTIONS
from tillhouse.questions.file import questions_text
from tillhouse.questions.question import Question
from tillhouse.questions.settled import settled
from tillhouse.scratch import scratch_prefix
from tillhouse.sources.spec import known_kinds, load_spec
from tillhouse.sources.table import NAME


@dataclass(frozen=True)
class OwnSource:
    """What is written: the models, the tables that they read, and where the system lies."""

    name: str
    location: str
    models: tuple[Model, ...]
    looked: Looked
    user_env: str = ""
    password_env: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> list[Question]:
        """What the deliveries do not decide, each once, with the answers that were given."""
        return settled(asked_of(self.models), self.answers)

    @property
    def tables(self) -> list[Table]:
        """The tables that some model reads, each once, in the order in which they were found."""
        used: dict[str, Table] = {}
        for model in self.models:
            used.setdefault(model.guess.table.name, model.guess.table)
            for lookup in model.guess.lookups.values():
                for hop in lookup.hops:
                    used.setdefault(hop.table.name, hop.table)
        return sorted(used.values(), key=lambda table: table.view)


def asked_of(models: Sequence[Model]) -> list[Question]:
    """The questions of some models, each once."""
    asked = [it for model in models for it in (*model.questions, *model.asked)]
    return list({it.key: it for it in asked}.values())


def check_name(name: str, own: Path, replace: bool) -> None:
    """Refuse a name that is none, is taken, or is that of a packaged kind (`ConfigError`)."""
    if not NAME.fullmatch(name) or len(name) > 40:
        raise ConfigError(
            f"{name!r} is no name of a source.",
            where="tillhouse add-source NAME",
            remedy="Use at most 40 of a-z, 0-9 and _, beginning with a letter",
        )
    if name in (*known_kinds(), "refused", "unknown"):
        raise ConfigError(
            f"{name!r} is a name that Tillhouse itself uses.",
            where="tillhouse add-source NAME",
            remedy=f"Choose another, such as my_{name}",
        )
    if (own / name).exists() and not replace:
        raise ConfigError(
            f"There is a source {name!r} already; nothing was changed.",
            where=str(own / name),
            remedy="Choose another name, or give --replace to write it anew (your edits are lost)",
        )


def write_source(source: OwnSource, own: Path) -> list[Path]:
    """Write the folder, whole or not at all; returns its files."""
    target = own / source.name
    try:
        own.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=scratch_prefix(".new-"), dir=own) as scratch:
            folder = Path(scratch) / source.name
            folder.mkdir()
            for name, text in _files(source).items():
                (folder / name).write_text(text, encoding="utf-8")
            load_spec(source.name, folder)
            if target.exists():
                shutil.rmtree(target)
            folder.rename(target)
    except OSError as error:
        raise ConfigError(
            f"The source cannot be written: {error.strerror}",
            where=str(error.filename or target),
            remedy="Let this user write into the folder of the project",
        ) from None
    return sorted(target.iterdir())


def _files(source: OwnSource) -> dict[str, str]:
    files = {
        "source.toml": spec_text(source.name, source.tables, source.models, source.looked),
        "README.md": readme_text(source),
    }
    files["_sources.yml"] = _sources_text(source)
    for model in source.models:
        check_model(model.name, model.sql)
        files[f"{model.name}.sql"] = model.sql
        files[f"{model.name}.yml"] = _yaml_text(model, source)
    if source.questions:
        files[QUESTIONS] = questions_text(source.questions)
    return files


def _sources_text(source: OwnSource) -> str:
    listed = "\n".join(
        f"      - {{name: {table.name}, identifier: {source.name}__{table.name}}}"
        for table in source.tables
    )
    return (
        f"version: 2\nsources:\n  - name: {source.name}\n    schema: bronze\n"
        f"    description: What {source.name} delivers, as text; see source.toml.\n"
        f"    tables:\n{listed}\n"
    )


def _yaml_text(model: Model, source: OwnSource) -> str:
    guess = model.guess
    entity, table = guess.entity.name, guess.table.name
    grain = (
        f"One row per row of {table}"
        if model.is_row_by_row
        else f"One row per delivery and {entity.removesuffix('s').replace('_', ' ')} in {table}"
    )
    lines = [
        "version: 2",
        "models:",
        f"- name: {model.name}",
        f"  description: {grain}, in the columns of intake_{entity}, still text.",
        "  config:",
        "    meta:",
        f"      entity: {entity}",
    ]
    if model.is_row_by_row:
        lines.append(f"      one_row_per_row_of: {table}")
    lines += [
        "      # What `tillhouse check` calls a column: keep it in step with the SQL.",
        "      columns:",
    ]
    lines += [f"        {name}: {yaml_text(original)}" for name, original in model.columns.items()]
    return "\n".join(lines) + "\n"
