"""Who may open what was published: file modes and, where set, a group."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tillhouse.errors import ConfigError

OPEN_FOLDER = 0o755  # may be walked through by all: it holds only the names of the audiences


@dataclass(frozen=True)
class Access:
    """Modes of an audience's files and folders, and the group that owns them (empty: ours)."""

    file_mode: int = 0o640
    folder_mode: int = 0o750
    group: str = ""

    @classmethod
    def from_mode(cls, mode: str | int, group: str | None = None) -> Access:
        """From one mode such as `"0750"` or `"0640"`; who may read may also enter folders."""
        try:
            bits = int(mode, 8) if isinstance(mode, str) else mode
        except ValueError:
            bits = -1
        if not 0o400 <= bits <= 0o777:
            raise ConfigError(
                f"'{mode}' is not a file mode",
                where="[audiences] mode",
                remedy='Write three octal digits for owner, group and others, for example "0640".',
            )
        return cls(bits & 0o666, bits | (bits & 0o444) >> 2, group or "")

    def grant(self, path: Path) -> None:
        """Set mode and group of a file, or of a folder and all in it (contents first)."""
        for entry in sorted(path.iterdir()) if path.is_dir() else []:
            self.grant(entry)
        if self.group:
            self._hand_over(path)
        path.chmod(self.folder_mode if path.is_dir() else self.file_mode)

    def _hand_over(self, path: Path) -> None:
        try:
            shutil.chown(path, group=self.group)
        except (LookupError, PermissionError) as error:
            raise ConfigError(
                f"The group '{self.group}' cannot be given {path.name}: {error}",
                where="[audiences] group",
                remedy="Name a group that exists and that the user of Tillhouse belongs to.",
            ) from error


PRIVATE = Access(0o600, 0o700)
