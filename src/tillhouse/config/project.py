"""The settings of one project, checked and frozen. Paths are relative to the project file."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr

from tillhouse.config import codes
from tillhouse.config.audiences import Audiences
from tillhouse.config.rules import Count, Rules, Section
from tillhouse.errors import ConfigError
from tillhouse.suggestions import did_you_mean

RESERVED = {"refused", "unknown"}  # a folder of the lake, and the unknown member (R6)
_SOURCE_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


def _source_name(value: str) -> str:
    if not _SOURCE_NAME.fullmatch(value):
        raise ValueError(
            "must be at most 40 lower-case letters, digits and underscores, beginning with a letter"
        )
    if value in RESERVED:
        raise ValueError("is kept for Tillhouse itself; give another one")
    return value


def _zone(value: str) -> str:
    if value not in codes.time_zones():
        raise ValueError(
            f"is not a time zone of the tz database; {did_you_mean(value, codes.time_zones())}"
            if len(value) > 2
            else 'is not a time zone; give a name such as "Europe/Berlin"'
        )
    return value


def _currency(value: str) -> str:
    if value not in codes.CURRENCIES:
        raise ValueError('is not a currency of ISO 4217; give three capitals such as "USD"')
    return value


def _country(value: str) -> str:
    if value not in codes.countries():
        raise ValueError('is not a country of ISO 3166; give two capitals such as "US"')
    return value


def _day(value: Any) -> Any:
    if isinstance(value, datetime):
        raise ValueError("must be a date without a time of day, such as 2025-12-31")
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("must be a date such as 2025-12-31") from None


def _place(value: str) -> str:
    if not value.strip():
        raise ValueError("must name a folder")
    if "://" in value:
        raise ValueError("must be a local folder or a mounted volume; addresses are not read yet")
    return value


Place = Annotated[str, AfterValidator(_place)]
SourceName = Annotated[str, AfterValidator(_source_name)]
Name = Annotated[str, Field(min_length=1, max_length=80)]
Day = Annotated[date, BeforeValidator(_day)]


class Shop(Section):
    """Who the retailer is; `as_of` fixes the day that recency counts from (R5)."""

    name: Name = "My shop"
    time_zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    currency: Annotated[str, AfterValidator(_currency)] = "USD"
    country: Annotated[str, AfterValidator(_country)] = "US"
    as_of: Day | None = None


class Lake(Section):
    """Where bronze lies; `keep_days` drops what was delivered longer ago (unset: never)."""

    path: Place = "lake"
    keep_days: Count | None = None


class Warehouse(Section):
    """Where tables are built, and by which engine."""

    path: Place = "warehouse"
    target: Literal["duckdb", "spark"] = "duckdb"


class Publish(Section):
    """Where each audience finds its tables."""

    path: Place = "published"


class Source(Section):
    """One system that hands over data: its kind names the mapping, location the folder."""

    kind: Name
    location: Place


class Secrets(Section):
    """Names of environment variables; the values never stand in the project file."""

    pseudonym_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] = "TILLHOUSE_SECRET"


class Project(Section):
    """`tillhouse.toml` with every default filled in. Made by `load_project`."""

    shop: Shop = Shop()
    lake: Lake = Lake()
    warehouse: Warehouse = Warehouse()
    publish: Publish = Publish()
    sources: dict[SourceName, Source] = Field(default_factory=dict)
    rules: Rules = Rules()
    audiences: Audiences = Audiences()
    secrets: Secrets = Secrets()

    _file: Path = PrivateAttr(default=Path("tillhouse.toml"))
    _environment: Mapping[str, str] = PrivateAttr(default_factory=dict)

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
    def lake_path(self) -> Path:
        """Root of the bronze tables: `<lake>/<source>/<table>`."""
        return self.resolve(self.lake.path)

    @property
    def warehouse_path(self) -> Path:
        """Folder in which the engine builds."""
        return self.resolve(self.warehouse.path)

    @property
    def publish_path(self) -> Path:
        """Folder of `<audience>.duckdb` and `<audience>/`."""
        return self.resolve(self.publish.path)

    def location_of(self, source: str) -> Path:
        """The folder that a source delivers into."""
        return self.resolve(self.sources[source].location)

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
        """The same text without the secret's value."""
        value = self._environment.get(self.secrets.pseudonym_env, "")
        return text.replace(value, "<secret>") if value else text

    def replace(self, *, as_of: date | None = None, target: str | None = None) -> Project:
        """A copy with what was given on the command line instead of the file."""
        shop = self.shop.model_copy(update={"as_of": as_of}) if as_of else self.shop
        place = self.warehouse.model_copy(update={"target": target}) if target else self.warehouse
        return self.model_copy(update={"shop": shop, "warehouse": place})

    def dbt_variables(self) -> dict[str, Any]:
        """What the models read through `var()`: shop, rules, as_of (None or 'YYYY-MM-DD')."""
        shop = self.shop.model_dump(mode="json")
        return {"as_of": shop.pop("as_of"), "shop": shop, "rules": self.rules.as_variables()}

    def fingerprint(self) -> str:
        """Hex hash of all that changes the published tables, apart from the data.

        Places, file modes and the engine are left out. Of the secret 16 bits are in it: enough
        to notice that it was changed, too few to learn it from.
        """
        settings = {
            **self.dbt_variables(),
            "sources": {name: source.kind for name, source in self.sources.items()},
            "audiences": self.audiences.enabled(),
            "secret": self._secret_check(),
        }
        text = json.dumps(settings, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _secret_check(self) -> str:
        value = self._environment.get(self.secrets.pseudonym_env, "")
        return hmac.new(value.encode(), b"tillhouse settings", "sha256").hexdigest()[:4]
