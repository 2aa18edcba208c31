"""The tables of the project file other than rules and audiences, and what their values may be."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tillhouse.bounds import Bounds
from tillhouse.config import codes
from tillhouse.config.locations import check_location, way_of
from tillhouse.config.rules import Count, Section
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


def _memory(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?[KMGT]i?B", value):
        raise ValueError('is not an amount of memory; give one such as "4GB"')
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


def _lake_place(value: str) -> str:
    is_address = "://" in check_location(value)
    if is_address and way_of(value) != "files":
        raise ValueError("must be a folder or object storage, such as az://container/lake")
    return value if is_address else _place(value)


def _size(value: Any) -> Any:
    """Bytes, of text such as "100MB": 1 KB is 1,000 bytes and 1 KiB 1,024."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    found = re.fullmatch(r"([1-9][0-9]{0,8}(?:\.[0-9]{1,3})?) ?([KMGT])(i?)B", str(value))
    if found is None:
        raise ValueError('is not an amount of bytes; give one such as "100MB"')
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** ("KMGT".index(unit) + 1))


Size = Annotated[int, BeforeValidator(_size), Field(ge=1)]
Many = Annotated[int, Field(strict=True, ge=1, le=10**12)]
Place = Annotated[str, AfterValidator(_place)]
LakePlace = Annotated[str, AfterValidator(_lake_place)]
Location = Annotated[str, AfterValidator(check_location)]
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
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
    """Where bronze lies, a folder or object storage; `keep_days` drops what was delivered longer
    ago (unset: never)."""

    path: LakePlace = "lake"
    keep_days: Count | None = None
    plain_parquet: bool = False  # the same rows as Parquet without Delta, beside the tables


class Warehouse(Section):
    """Where tables are built, by which engine, and how much memory DuckDB may take (unset: 80 % of
    the machine's); what does not fit goes to disk beside the warehouse."""

    path: Place = "warehouse"
    target: Literal["duckdb", "spark"] = "duckdb"
    memory_limit: Annotated[str, AfterValidator(_memory)] | None = None


class Publish(Section):
    """Where each audience finds its tables."""

    path: Place = "published"


class Source(Section):
    """One system that hands over data: its kind names the mapping, location where it lies.

    A kind whose tables are fetched in two ways has `locations`, one for each. The `_env` settings
    name environment variables; the settings are those that the kind declares; `answers` are given
    to what its deliveries do not decide (R26).
    """

    kind: Name
    location: Location | None = None
    locations: dict[Literal["database", "rest", "files"], Location] = Field(default_factory=dict)
    user_env: Variable | None = None
    password_env: Variable | None = None
    token_env: Variable | None = None
    token_url: Location | None = None
    client_id_env: Variable | None = None
    client_secret_env: Variable | None = None
    settings: dict[str, str | bool | int] = Field(default_factory=dict)
    answers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_somewhere(self) -> Source:
        if not self.location and not self.locations:
            raise ValueError("location is missing")
        if self.location and self.locations:
            raise ValueError("has location and locations; give one of them")
        oauth = (self.token_url, self.client_id_env, self.client_secret_env)
        if any(oauth) and not all(oauth):
            raise ValueError("needs token_url, client_id_env and client_secret_env together")
        for way, location in self.locations.items():
            if way_of(location) != way:
                raise ValueError(f"locations.{way} is an address of the kind {way_of(location)}")
        return self

    @property
    def places(self) -> dict[str, str]:
        """Way (files, database, rest) → location, as written."""
        if self.location:
            return {way_of(self.location): self.location}
        return {str(way): place for way, place in self.locations.items()}


class Limits(Section):
    """How large one delivered file may be; what crosses a bound is refused and says so."""

    rows: Many = Bounds.rows
    columns: Count = Bounds.columns
    cells: Count = Bounds.cells
    unpacked_bytes: Size = Bounds.unpacked_bytes
    ratio: Count = Bounds.ratio
    line_bytes: Size = Bounds.line_bytes
    memory_bytes: Size = Bounds.memory_bytes
    seconds: Count = Bounds.seconds

    def bounds(self) -> Bounds:
        """The same for those who read files."""
        return Bounds(**self.model_dump())


class Secrets(Section):
    """Names of environment variables; the values never stand in the project file."""

    pseudonym_env: Variable = "TILLHOUSE_SECRET"
