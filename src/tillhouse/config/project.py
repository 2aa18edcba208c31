"""The settings of one project, checked and frozen. Paths are relative to the project file."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, PrivateAttr, model_validator

from tillhouse.config.audiences import Audiences
from tillhouse.config.incentive_plans import IncentivePlans, check_sources, plan_variables
from tillhouse.config.rules import Rules, Section
from tillhouse.config.sections import (
    Lake,
    Limits,
    Publish,
    Secrets,
    Shop,
    Source,
    SourceName,
    Warehouse,
)
from tillhouse.errors import ConfigError


class Project(Section):
    """`tillhouse.toml` with every default filled in. Made by `load_project`."""

    shop: Shop = Shop()
    lake: Lake = Lake()
    warehouse: Warehouse = Warehouse()
    publish: Publish = Publish()
    limits: Limits = Limits()
    sources: dict[SourceName, Source] = Field(default_factory=dict)
    rules: Rules = Rules()
    incentive_plans: IncentivePlans = ()
    audiences: Audiences = Audiences()
    secrets: Secrets = Secrets()

    _file: Path = PrivateAttr(default=Path("tillhouse.toml"))
    _environment: Mapping[str, str] = PrivateAttr(default_factory=dict)

    @model_validator(mode="after")
    def _names_its_own_sources(self) -> Project:
        check_sources(self.incentive_plans, self.sources)
        return self

    @property
    def file(self) -> Path:
        """The project file, absolute."""
        return self._file

    @property
    def folder(self) -> Path:
        """The folder of the project file; every other path is relative to it."""
        return self._file.parent

    @property
    def state_folder(self) -> Path:
        """What Tillhouse remembers of its own runs: state, lock, saved tracebacks."""
        return self.folder / ".tillhouse"

    @property
    def own_sources(self) -> Path:
        """The project's own kinds of source: a folder each, with source.toml and models."""
        return self.folder / "sources"

    @property
    def lake_path(self) -> Path:
        """Root of the bronze tables, `<lake>/<source>/<table>`; of a lake on object storage, the
        folder that is worked in."""
        if self.lake_address:
            name = hashlib.sha256(self.lake_address.encode()).hexdigest()[:12]
            return self.state_folder / "lake" / name
        return self.resolve(self.lake.path)

    @property
    def lake_address(self) -> str:
        """Where the lake lies on object storage; empty for a folder."""
        return self.lake.path.rstrip("/") if "://" in self.lake.path else ""

    @property
    def warehouse_path(self) -> Path:
        """Folder in which the engine builds."""
        return self.resolve(self.warehouse.path)

    @property
    def publish_path(self) -> Path:
        """Folder of `<audience>.duckdb` and `<audience>/`."""
        return self.resolve(self.publish.path)

    def places_of(self, source: str) -> dict[str, str]:
        """Way → where the source lies: a folder, absolute, or an address as written."""
        return {
            way: place if "://" in place else str(self.resolve(place))
            for way, place in self.sources[source].places.items()
        }

    @property
    def environment(self) -> Mapping[str, str]:
        """The environment, with what stands in `.env` beside the project file."""
        return self._environment

    def credential(self, source: str, key: str) -> str:
        """The value of the variable that `user_env`, `token_env` or another such setting names.

        Empty when the source names none; `ConfigError` when the variable is not set.
        """
        name = getattr(self.sources[source], key)
        value = self._environment.get(name, "") if name else ""
        if name and not value:
            raise ConfigError(
                f"The environment variable {name} is not set",
                where=f"{self.file} [sources.{source}] {key}",
                remedy=f"Put {name}=<its value> into {self.folder / '.env'} or the environment",
            )
        return value

    def resolve(self, place: str) -> Path:
        """A path of the project file as an absolute path."""
        return self.folder / Path(place).expanduser()

    def secret(self) -> str:
        """The value of the pseudonym secret; `ConfigError` when the variable is not set."""
        name = self.secrets.pseudonym_env
        value = self._environment.get(name, "")
        if not value:
            raise ConfigError(
                f"The environment variable {name} is not set",
                where=f"{self.file} [secrets] pseudonym_env",
                remedy=f"Put {name}=<a long random text> into {self.folder / '.env'}; "
                "`tillhouse init` makes one for a new project",
            )
        return value

    def redact(self, text: str) -> str:
        """The same text without the values of the secret, passwords and tokens."""
        named = [self.secrets.pseudonym_env]
        for source in self.sources.values():
            secret = (source.password_env, source.token_env, source.client_secret_env)
            named += [name for name in secret if name]
        for value in filter(None, (self._environment.get(name) for name in named)):
            text = text.replace(value, "<secret>")
        return text

    def replace(self, *, as_of: date | None = None, target: str | None = None) -> Project:
        """A copy with what was given on the command line instead of the file."""
        shop = self.shop.model_copy(update={"as_of": as_of}) if as_of else self.shop
        place = self.warehouse.model_copy(update={"target": target}) if target else self.warehouse
        return self.model_copy(update={"shop": shop, "warehouse": place})

    def dbt_variables(self) -> dict[str, Any]:
        """What the models read through `var()`: shop, rules, plans, as_of (None, 'YYYY-MM-DD')."""
        shop = self.shop.model_dump(mode="json")
        return {
            "as_of": shop.pop("as_of"),
            "shop": shop,
            "rules": self.rules.as_variables(),
            "incentive_plans": plan_variables(self.incentive_plans),
        }

    def fingerprint(self) -> str:
        """Hex hash of all that changes the published tables, apart from the data.

        Places, file modes and the engine are left out.
        """
        settings = {
            **self.dbt_variables(),
            "sources": {
                name: [it.kind, it.settings, it.answers] for name, it in self.sources.items()
            },
            "audiences": self.audiences.enabled(),
            "secret": self.secret_check(),
        }
        text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def secret_check(self) -> str:
        """16 bits of the secret: enough to notice that it was changed, too few to learn it from."""
        value = self._environment.get(self.secrets.pseudonym_env, "")
        return hmac.new(value.encode(), b"tillhouse settings", "sha256").hexdigest()[:4]
