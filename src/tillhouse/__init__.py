"""Tillhouse: a retail lakehouse, from delivered files to published tables."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tillhouse")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+source"
