"""The same as `tillhouse.suggestions`, under its first name."""

from tillhouse.suggestions import did_you_mean, nearest

__all__ = ["did_you_mean", "nearest"]
