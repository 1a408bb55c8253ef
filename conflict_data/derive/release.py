"""What the descriptors of a release say of the release itself and of its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

NAME = "conflict-data"
TITLE = "Conflict data: attacks, casualties and prisoner exchanges with the words that prove them"
DESCRIPTION = (
    "Attacks, munitions, casualties, prisoner exchanges and the agreements behind them in the Russia-Ukraine war since "
    "24 February 2022. Every value that needs proof leads to the words of a dated document; every released version stays available."
)
KEYWORDS = ("armed conflict", "attacks", "casualties", "missiles and drones", "prisoners of war", "Russia", "Ukraine")
CREATOR = "conflict-data contributors"
LICENCE_NAME = "CC-BY-4.0"
LICENCE_TITLE = "Creative Commons Attribution 4.0 International"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class TableFile:
    """One table's file in a release."""

    rows: int
    bytes: int
    sha256: str
    """Hash of the file, hexadecimal."""


@dataclass(frozen=True)
class Release:
    """One release: its version, its day, its files and where the project lives."""

    version: str
    released: date
    files: dict[str, TableFile]
    """Table → its file, `<table>.parquet` beside the descriptor."""
    homepage: str | None = None
    publishers: tuple[str, ...] = ()
    """Who published the documents that were read, as `sources.publisher` has them."""

    @property
    def citation(self) -> str:
        """How to cite this version, in one line."""
        return f"{CREATOR} ({self.released.year}): {NAME}, version {self.version}. Data set, {LICENCE_NAME}."
