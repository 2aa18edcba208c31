"""Add a source of one's own to a project: look, guess, write, try it out, report."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tillhouse.config import Project, load_project
from tillhouse.config.locations import DATABASE, check_location, way_of, without_password
from tillhouse.contracts.entities import read_entities
from tillhouse.errors import ConfigError, DataError
from tillhouse.lake.bronze import Bronze
from tillhouse.onboarding.entities import guess_entities
from tillhouse.onboarding.findings import find_problems
from tillhouse.onboarding.look import look_at_files
from tillhouse.onboarding.model import Model, make_setting
from tillhouse.onboarding.money_findings import money_problems
from tillhouse.onboarding.profile import profile
from tillhouse.onboarding.report import Report
from tillhouse.onboarding.staging import write_model
from tillhouse.onboarding.tables import Looked
from tillhouse.onboarding.write import OwnSource, asked_of, check_name, write_source
from tillhouse.outlook import mart_outlooks, try_out
from tillhouse.own_words import own_words
from tillhouse.progress import Progress
from tillhouse.questions.file import read_questions
from tillhouse.questions.open import open_questions
from tillhouse.questions.question import Question
from tillhouse.questions.settled import check_answers, settled, write_answers
from tillhouse.source_table import KEPT, MOVED, put_source
from tillhouse.sources.access import Access
from tillhouse.wording import plural

Ask = Callable[[Sequence[Question]], dict[str, str]]  # key → answer, of those answered


@dataclass(frozen=True)
class Wish:
    """What the user asked for. `told` says of tables what they are: table → entity.

    `answers` are given without being asked; `ask` puts questions to a person, if there is one.
    """

    name: str
    places: tuple[str, ...]
    told: Mapping[str, str] = field(default_factory=dict)
    user_env: str = ""
    password_env: str = ""
    is_replacing: bool = False
    is_tried: bool = True
    answers: Mapping[str, str] = field(default_factory=dict)
    ask: Ask | None = None


def add_source(project: Project, wish: Wish, progress: Progress) -> Report:
    """Write the source and say what was found out. Nothing is loaded into the lake.

    Raises `ConfigError` for a name that is taken, `SourceError` for a place that cannot be read,
    `DataError` where nothing is recognised; then nothing was written.
    """
    check_name(wish.name, project.own_sources, wish.is_replacing)
    _check_known(project, wish)
    with progress.step("look") as step:
        looked = _look(project, wish, lambda count, note: step.advance(count, note))
        step.result(f"{plural(sum(t.rows for t in looked.tables), 'row')} looked at")
    with progress.step("recognise") as step:
        profile(looked)
        answers = {**_answered_before(project, wish), **wish.answers}
        models = _recognise(project, wish, looked, answers)
        check_answers(asked_of(models), wish.answers)
        step.result(f"{plural(len(models), 'entity', 'entities')}")
    models = _ask_of_models(project, wish, looked, models, answers)
    findings = find_problems([model.guess for model in models], looked)
    findings += money_problems([model.money for model in models if model.money], looked)
    place = _location(project, looked)
    keys = (wish.user_env, wish.password_env)
    source = OwnSource(wish.name, place, tuple(models), looked, *keys, answers)
    written = write_source(source, project.own_sources)
    report = Report(
        name=wish.name,
        location=source.location,
        folder=str(project.own_sources / wish.name),
        looked=looked,
        models=models,
        findings=findings,
        entities=[entity.name for entity in read_entities()],
        written=[str(path) for path in written],
        place_note=_put(project, wish, source),
    )
    report.questions = open_questions(load_project(project.file), (), own_words(project).column)
    rows = try_out(project, report, progress) if wish.is_tried else None
    report.marts = mart_outlooks(report, rows)
    _ask_of_trial(project, wish, report)
    return report


def _recognise(
    project: Project, wish: Wish, looked: Looked, given: Mapping[str, str]
) -> list[Model]:
    """The models as they are with these answers and those of the project file."""
    elsewhere = project.sources[wish.name].answers if wish.name in project.sources else {}
    return _write_models(project, wish, looked, {**given, **elsewhere})


def _ask_of_models(
    project: Project, wish: Wish, looked: Looked, models: list[Model], answers: dict[str, str]
) -> list[Model]:
    """The models with what a person at the terminal answers; `answers` grow by it."""
    elsewhere = project.sources[wish.name].answers if wish.name in project.sources else {}
    while wish.ask and (given := wish.ask(settled(asked_of(models), {**answers, **elsewhere}))):
        answers |= given
        models = _recognise(project, wish, looked, answers)
    return models


def _ask_of_trial(project: Project, wish: Wish, report: Report) -> None:
    """Ask what only showed when tables were built, and write the answers down."""
    asked = [it.question for it in report.questions]
    if wish.ask and (given := wish.ask(asked)):
        write_answers(project.own_sources / wish.name, given, asked)
        report.questions = [it for it in report.questions if it.question.key not in given]


def _answered_before(project: Project, wish: Wish) -> dict[str, str]:
    """What stands in the mapping that is written anew."""
    known = read_questions(project.own_sources / wish.name)
    return {it.key: it.answer for it in known if it.answer}


def _check_known(project: Project, wish: Wish) -> None:
    """A table of that name in the project file must be for this kind; it is not touched."""
    known = project.sources.get(wish.name)
    if known is not None and known.kind != wish.name:
        raise ConfigError(
            f"The project has a source {wish.name!r} already, of the kind {known.kind!r}.",
            where=f"{project.file} [sources.{wish.name}]",
            remedy="Choose another name",
        )


def _put(project: Project, wish: Wish, source: OwnSource) -> str:
    """Name the source in the project file; what a person should know of its place, if anything."""
    known = project.sources.get(wish.name)
    before = ", ".join(known.places.values()) if known else ""
    table = f"[sources.{wish.name}] of the project file"
    if known and not wish.is_replacing:
        other = "" if before == source.location else f"; --replace lets it lie at {source.location}"
        return f"{table} was there already and names {before}{other}."
    names = {"user_env": source.user_env, "password_env": source.password_env}
    done = put_source(project.file, wish.name, {"location": source.location, **names})
    if done == KEPT:
        return f"{table} was there already and is as it was."
    if done != MOVED or before == source.location:
        return ""
    loaded = len(Bronze(project.lake_path).ledger(wish.name))
    stays = (
        f" The lake still holds {plural(loaded, 'delivery', 'deliveries')} from there, which count "
        f"on: remove {project.lake_path / wish.name} first if they should not."
        if loaded
        else ""
    )
    return f"{table} names {source.location} now; before it was {before}.{stays}"


def _look(project: Project, wish: Wish, told: object) -> Looked:
    addresses = [place for place in wish.places if "://" in place]
    if not addresses:
        places = [Path(place) for place in wish.places]
        return look_at_files(places, told, project.limits.bounds())  # type: ignore[arg-type]
    place = addresses[0]
    try:
        check_location(place)
    except ValueError as error:
        raise ConfigError(
            f"The address {error}", where=f"--from {without_password(place)}"
        ) from None
    if len(wish.places) > 1 or way_of(place) != DATABASE:
        raise ConfigError(
            "One source is one database, or files of this machine.",
            where=f"--from {' '.join(map(without_password, wish.places))}",
            remedy="Add a source for each database; of object storage, copy some files here, add "
            "them, then change `location` in the project file",
        )
    from tillhouse.onboarding.look_database import look_at_database

    environment = project.environment
    access = Access(
        places={DATABASE: place},
        user=_value(environment, wish.user_env, "--user-env"),
        password=_value(environment, wish.password_env, "--password-env"),
    )
    return look_at_database(place, access, told)  # type: ignore[arg-type]


def _value(environment: Mapping[str, str], name: str, option: str) -> str:
    if name and not environment.get(name):
        raise ConfigError(
            f"The environment variable {name} is not set",
            where=option,
            remedy=f"Put {name}=<its value> into .env beside the project file",
        )
    return environment[name] if name else ""


def _write_models(
    project: Project, wish: Wish, looked: Looked, answers: Mapping[str, str]
) -> list[Model]:
    guesses = guess_entities(looked, read_entities(), wish.told, answers)
    if not guesses:
        tables = "; ".join(
            f"{t.name} ({', '.join(c.original for c in t.columns)[:200]})" for t in looked.delivered
        )
        likeliest = max(looked.tables, key=lambda it: it.likely, default=None)
        known = f"{likeliest.name}={likeliest.likely[1]}" if likeliest else "sales=order_lines"
        raise DataError(
            f"No table was recognised: {tables}",
            where=looked.location,
            remedy=f"Say what a table is, such as --entity {known}",
        )
    setting = make_setting(wish.name, project.shop.country, looked, guesses, answers)
    return [write_model(guess, setting) for guess in guesses]


def _location(project: Project, looked: Looked) -> str:
    """Relative to the project file where it lies below it."""
    if "://" in looked.location:
        return looked.location
    place = Path(os.path.realpath(looked.location))
    folder = Path(os.path.realpath(project.folder))
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)
