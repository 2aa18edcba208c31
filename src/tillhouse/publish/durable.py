"""What a power cut must not take back."""

from __future__ import annotations

import os
from pathlib import Path


def force_to_disk(path: Path) -> None:
    """Make a file or folder survive a power cut before anything points to it."""
    if path.is_dir() and os.name == "nt":  # Windows cannot open folders for this
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
