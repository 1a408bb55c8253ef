"""Which data versions there are and where they lie; a folder of tables is accepted wherever a version is."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

from conflict_data.contract import CONTRACT_FILE
from conflict_data.errors import IntegrityError, UnknownVersionError

DATA = Path(os.path.dirname(os.path.abspath(__file__))) / "data"  # noqa: PTH100, PTH120 (Path.resolve would follow links)
INDEX = "index.json"

Version = str | Path | None
"""A released version ("0.1.0"), a folder of tables, or None for the newest release."""


@lru_cache(maxsize=8)
def _index(data: Path) -> dict[str, Any]:
    path = data / INDEX
    try:
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {"versions": {}}
    except json.JSONDecodeError as error:
        raise IntegrityError(f"{path}: not JSON: {error}") from error
    return document


def released(*, data: Path | None = None) -> dict[str, dict[str, Any]]:
    """Released versions, oldest first, with what the index says of each (date, tables, rows)."""
    entries: dict[str, dict[str, Any]] = _index(data or DATA)["versions"]
    return dict(sorted(entries.items(), key=lambda item: number(item[0])))


def number(version: str) -> tuple[int, ...]:
    """A version as numbers, for comparison."""
    return tuple(int(part) for part in version.split("."))


def newest(*, data: Path | None = None) -> str:
    """Newest released version; `UnknownVersionError` where none is released."""
    names = list(released(data=data))
    if not names:
        raise UnknownVersionError("newest", [], "no version is released here; ")
    return names[-1]


def folder(version: Version = None) -> Path:
    """Folder of a version; `UnknownVersionError` lists what exists."""
    if version is None:
        return DATA / newest()
    names = list(released())
    if str(version) in names and not isinstance(version, Path):
        return DATA / str(version)
    path = Path(version)
    if (path / CONTRACT_FILE).is_file():
        return path
    reason = f"the folder holds no {CONTRACT_FILE}; " if path.is_dir() else ""
    raise UnknownVersionError(version, names, reason)


def label(version: Version = None) -> str:
    """Name of a version for people: its number, or the folder."""
    return newest() if version is None else str(version)
