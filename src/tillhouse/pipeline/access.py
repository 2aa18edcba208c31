"""The sources of a project, as those who fetch from them need to know them."""

from __future__ import annotations

from tillhouse.config import Project
from tillhouse.errors import ConfigError
from tillhouse.sources.access import Access
from tillhouse.sources.settings import Value, settle
from tillhouse.sources.spec import SourceSpec, find_spec

CREDENTIALS = ("user_env", "password_env", "token_env", "client_id_env", "client_secret_env")


def spec_of(project: Project, name: str) -> SourceSpec:
    """What a source of the project delivers; `ConfigError` when there is no such kind."""
    return find_spec(project.sources[name].kind, project.own_sources)


def access_to(project: Project, name: str) -> Access:
    """Where a source lies, what it asks for, and the settings of its kind.

    Raises `ConfigError` when a variable is not set or a setting is unknown, wrong or missing.
    """
    source = project.sources[name]
    variables = {key: str(getattr(source, key) or "") for key in CREDENTIALS}
    return Access(
        places=project.places_of(name),
        user=project.credential(name, "user_env"),
        password=project.credential(name, "password_env"),
        token=project.credential(name, "token_env"),
        token_url=source.token_url or "",
        client_id=project.credential(name, "client_id_env"),
        client_secret=project.credential(name, "client_secret_env"),
        variables=variables,
        settings=settings_of(project, name),
        environment=project.environment,
        bounds=project.limits.bounds(),
    )


def settings_of(project: Project, name: str) -> dict[str, Value | None]:
    """The settings of a source, checked against those that its kind declares."""
    source = project.sources[name]
    where = f"{project.file} [sources.{name}.settings]"
    return settle(spec_of(project, name).settings, source.settings, where)


def kind_settings(project: Project) -> dict[str, dict[str, Value | None]]:
    """Kind → its settings, for the staging models (`var('kind_settings')`).

    Raises `ConfigError` when two sources of one kind differ: their models are the same.
    """
    found: dict[str, dict[str, Value | None]] = {}
    for name, source in sorted(project.sources.items()):
        settings = settings_of(project, name)
        if found.setdefault(source.kind, settings) != settings:
            raise ConfigError(
                f"Two sources of the kind {source.kind!r} have different settings.",
                where=f"{project.file} [sources.{name}.settings]",
                remedy="Give both the same, or make a kind of your own for one of them.",
            )
    return found
