"""Who sees what (R24): one place per audience, with file permissions of its own."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from tillhouse.config.rules import Flag, Section

OWNER_ALL, OTHERS_WRITE, EXECUTE = 0o700, 0o002, 0o111


def _octal(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"0?[0-7]{3}", value):
        raise ValueError('must be a folder mode in quotes, such as "0750"')
    return value.zfill(4)


def _sensible(value: str) -> str:
    mode = int(value, 8)
    if mode & OWNER_ALL != OWNER_ALL:
        raise ValueError('must let the owner read, write and enter (begin with 7: "0750")')
    if mode & OTHERS_WRITE:
        raise ValueError("must not let everybody write")
    return value


Mode = Annotated[str, BeforeValidator(_octal), AfterValidator(_sensible)]


class Audience(Section):
    """`[audiences.<name>]`: the mode of its folder, the group that owns it, whether it is made."""

    mode: Mode = "0750"
    group: Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.-]*$")] | None = None
    enabled: Flag = True

    @property
    def folder_mode(self) -> int:
        """Permission bits of the audience's folder."""
        return int(self.mode, 8)

    @property
    def file_mode(self) -> int:
        """Permission bits of its files: the folder's without the right to enter."""
        return self.folder_mode & ~EXECUTE


class PrivateAudience(Audience):
    """The same for those who run the pipeline: rejected rows hold whatever was delivered."""

    mode: Mode = "0700"


class Audiences(Section):
    """The audiences of a shop; `data_quality` is for those who run the pipeline."""

    sales: Audience = Audience()
    marketing: Audience = Audience()
    operations: Audience = Audience()
    service: Audience = Audience()
    data_quality: PrivateAudience = PrivateAudience()

    def __getitem__(self, name: str) -> Audience:
        found = getattr(self, name)
        assert isinstance(found, Audience)
        return found

    def enabled(self) -> list[str]:
        """Names of the audiences that are published, in a fixed order."""
        return [name for name in type(self).model_fields if self[name].enabled]
