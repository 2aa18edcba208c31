"""Where the dbt project is: inside the installed package, or beside the sources."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

from tillhouse.errors import ConfigError

PACKAGED = Path(__file__).parents[1] / "_warehouse"
BESIDE_SOURCES = Path(__file__).parents[3] / "warehouse"
MACRO = re.compile(r"\{%-? *macro (\w+)\(.*?%\}(.*?)\{%-? *endmacro", re.DOTALL)


def warehouse_folder() -> Path:
    """The folder of `dbt_project.yml`; `ConfigError` when the installation is incomplete."""
    for folder in (PACKAGED, BESIDE_SOURCES):
        if (folder / "dbt_project.yml").is_file():
            return folder
    raise ConfigError(
        "The models of Tillhouse are not where they belong",
        where=f"{PACKAGED} or {BESIDE_SOURCES}",
        remedy="Install Tillhouse again: pip install --force-reinstall tillhouse.",
    )


def models_folder() -> Path:
    """The folder of the models: its first level is the layer."""
    return warehouse_folder() / "models"


def models_stamp(folder: Path) -> str:
    """Changes when a model, a macro or a source.toml is edited, added or removed."""
    entries = [
        (str(path.relative_to(folder)), path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".sql", ".yml", ".toml")
    ]
    return hashlib.sha256(repr(entries).encode()).hexdigest()


@cache
def macro_texts() -> dict[str, str]:
    """Macro of the packaged models → its text between the tags."""
    texts = [it.read_text("utf-8") for it in sorted((warehouse_folder() / "macros").rglob("*.sql"))]
    return {name: body for text in texts for name, body in MACRO.findall(text)}
