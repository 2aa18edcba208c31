"""What science computes with, loaded ahead: its first use would cost the run a second or two."""

from __future__ import annotations

from importlib import import_module

from tillhouse.science.time_zones import zip_codes

LIBRARIES = ("pandas", "sklearn.cluster", "sklearn.metrics", "phonenumbers", "email_validator")


def load_libraries(country: str) -> None:
    """Import the libraries, and the list of ZIP codes for a shop of the United States."""
    for name in LIBRARIES:
        import_module(name)
    if country == "US":
        zip_codes()
