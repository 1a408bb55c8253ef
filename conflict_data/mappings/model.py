"""Mappings: how the rows of somebody else's file are read as rows of our tables, written as data beside this module.

A mapping file is YAML in which every scalar is the text that stands there: `NO`, `012` and days stay words. What a text means is
decided by the column for which it stands, as with the file's own cells.
"""

from __future__ import annotations

import json
from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from conflict_data.contract import Contract, Rule
from conflict_data.errors import InputError, MissingExtraError, Problem, choose

FOLDER = files("conflict_data.mappings")
EXACT = ("low", "best", "high")
"""Parts of a count that one exact number fills, beside its qualifier."""


@dataclass(frozen=True)
class Source:
    """Where the values of one of our columns come from: columns of the file, or a value of the mapping itself."""

    columns: tuple[str, ...] = ()
    """Columns of the file; several are added up."""
    codes: Map[str, str] | None = None
    """The file's text → ours; an empty text where ours has none."""
    empty: tuple[str, ...] = ()
    is_optional: bool = False
    value: str | None = None
    """The value in every row; with `before`, that from the last of its days on; with a column alone, wherever that tells something."""
    before: tuple[tuple[str, str], ...] = ()
    """(first day on which it no longer holds, value), by the day in the column."""


@dataclass(frozen=True)
class Section:
    """How a row of one table is had."""

    table: str
    columns: Map[str, Source]
    exact: tuple[str, ...] = ()
    """Counts for which the file has one number."""
    untold: frozenset[str] = frozenset()
    carries: tuple[str, ...] = ()
    rows: tuple[str, frozenset[str], frozenset[str]] | None = None
    """Column of the file, its values on rows of this table, its values on other rows; None for all rows."""
    skip: Map[str, str] = field(default_factory=dict)
    checks: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Mapping:
    """A mapping that fits the contract with which it was read."""

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    empty: tuple[str, ...]
    formats: tuple[str, ...]
    zone: str | None
    sections: Map[str, Section]

    def along_with(self, table: str) -> list[Section]:
        """The section of a table and those that each of its rows carries."""
        section = self.sections[table]
        return [section, *(self.sections[name] for name in section.carries)]


class Written:
    """A mapping file as it is written: its data, and the line of every value."""

    def __init__(self, path: Path) -> None:
        try:
            import yaml
        except ImportError as error:
            raise MissingExtraError("reading a mapping", "validate", "PyYAML") from error
        self.file = path.name
        self.problems: list[Problem] = []
        self.lines: dict[tuple[str | int, ...], int] = {(): 1}
        try:
            node = yaml.compose(path.read_text("utf-8"), yaml.BaseLoader)
        except (OSError, UnicodeDecodeError) as error:
            raise InputError([Problem(str(path), 0, "", f"not readable: {error}")]) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error)
            raise InputError([Problem(self.file, mark.line + 1 if mark else 1, "", f"not YAML: {what}")]) from None
        self._seen: set[int] = set()
        self.data: Any = self._value(node, ()) if node is not None else None

    def _value(self, node: Any, path: tuple[str | int, ...]) -> Any:
        self.lines.setdefault(path, node.start_mark.line + 1)
        if node.id == "scalar":
            return node.value
        if id(node) in self._seen:
            self.fault(path, "anchors and aliases are not allowed: write the value again")
            return None
        self._seen.add(id(node))
        if node.id == "sequence":
            return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
        found: dict[str, Any] = {}
        for key, value in node.value:
            place = (*path, str(key.value))
            if key.value in found:
                self.fault(path, f"{key.value!r} stands twice, again on line {key.start_mark.line + 1}: keep one")
            self.lines[place] = key.start_mark.line + 1
            found[str(key.value)] = self._value(value, place)
        return found

    def fault(self, path: tuple[str | int, ...], message: str) -> None:
        """Note a fault at a place of the file."""
        near = path
        while near not in self.lines:
            near = near[:-1]
        self.problems.append(Problem(self.file, self.lines[near], ".".join(map(str, path)), message))

    @cached_property
    def _validator(self) -> Any:
        try:
            import jsonschema
        except ImportError as error:
            raise MissingExtraError("reading a mapping", "validate", "jsonschema") from error
        schema = json.loads((FOLDER / "mapping.schema.json").read_text("utf-8"))
        return jsonschema.Draft202012Validator(schema)

    def check_form(self) -> None:
        """Compare with `mapping.schema.json`; `InputError` with all faults."""
        from jsonschema.exceptions import best_match

        for error in self._validator.iter_errors(self.data):
            deepest = best_match([error]) or error
            self.fault(tuple(deepest.absolute_path), str(deepest.message))
        if self.problems:
            raise InputError(self.problems)


def names() -> list[str]:
    """Names of the mappings that come with the package."""
    return sorted(Path(str(file)).stem for file in FOLDER.iterdir() if str(file).endswith(".yaml"))


def read_mapping(mapping: str | Path, contract: Contract) -> Mapping:
    """A mapping of the package by its name, or one of your own by its file; it must fit the contract.

    Raises `InputError`, with file, line, field and what is allowed for every fault.
    """
    from conflict_data.mappings.terms import bind

    path = Path(mapping)
    if str(mapping) in names():
        path = Path(str(FOLDER / f"{mapping}.yaml"))
    elif path.suffix not in (".yaml", ".yml"):
        raise InputError([Problem(str(mapping), 0, "", f"no such mapping: {choose(mapping, names())}, or a YAML file")])
    written = Written(path)
    written.check_form()
    return bind(written, path.stem, contract)
