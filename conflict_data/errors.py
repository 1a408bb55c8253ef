"""Errors of the package; each message says what was wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple


def nearest(word: object, choices: Iterable[object]) -> str | None:
    """The choice that most resembles `word`, or None where none is near."""
    import difflib

    close = difflib.get_close_matches(str(word).lower(), {str(c).lower(): str(c) for c in choices}, n=1, cutoff=0.5)
    return next((str(c) for c in choices if str(c).lower() == close[0]), None) if close else None


def choose(word: object, choices: Iterable[object]) -> str:
    """Tail of a message: what is allowed, with the nearest match first."""
    options = [str(c) for c in choices]
    hint = nearest(word, options)
    listed = ", ".join(options) if options else "nothing yet"
    return (f"did you mean {hint!r}? " if hint else "") + f"allowed: {listed}"


class ConflictDataError(Exception):
    """Base of all errors that this package raises on purpose."""


class UnknownTableError(ConflictDataError, KeyError):
    """A table of that name does not exist in the version."""

    def __init__(self, name: object, tables: Sequence[str]) -> None:
        super().__init__(f"unknown table {name!r}: {choose(name, tables)}")

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownVersionError(ConflictDataError, KeyError):
    """A data version of that number does not exist."""

    def __init__(self, version: object, versions: Sequence[str], reason: str = "") -> None:
        super().__init__(f"unknown version {str(version)!r}: {reason}{choose(version, versions)}")

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownCodeListError(ConflictDataError, KeyError):
    """A code list of that name does not exist."""

    def __init__(self, name: object, names: Sequence[str]) -> None:
        super().__init__(f"unknown code list {name!r}: {choose(name, names)}")

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownRecordError(ConflictDataError, KeyError):
    """No record has that identifier."""

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownEngineError(ConflictDataError, ValueError):
    """No such engine."""

    def __init__(self, engine: object, engines: Sequence[str]) -> None:
        super().__init__(f"unknown engine {engine!r}: {choose(engine, engines)}")


class UnknownColumnError(ConflictDataError, KeyError):
    """A column of that name does not exist in the table."""

    def __init__(self, table: str, column: object, columns: Sequence[str]) -> None:
        super().__init__(f"table {table} has no column {column!r}: {choose(column, columns)}")

    def __str__(self) -> str:
        return str(self.args[0])


class MissingExtraError(ConflictDataError, ImportError):
    """A library is needed that the plain installation leaves out; without an extra, it is one that people bring along."""

    def __init__(self, what: str, extra: str | None, module: str) -> None:
        how = f"install conflict-data with its extra [{extra}]" if extra else f"pip install '{module}'"
        super().__init__(f"{what} needs {module}: {how}")


class IntegrityError(ConflictDataError):
    """A released file is not what its manifest says."""


class ContractError(ConflictDataError):
    """The contract cannot be read or contradicts itself."""


class Problem(NamedTuple):
    """One fault in somebody's input: where it is, what is wrong and what is allowed."""

    file: str
    line: int
    field: str
    message: str
    rule: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        rule = f" [{self.rule}]" if self.rule else ""
        level = "warning: " if self.severity == "warning" else ""
        return f"{where}{level}{self.field + ': ' if self.field else ''}{self.message}{rule}"

    def as_dict(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "line": self.line,
            "field": self.field,
            "message": self.message,
            "rule": self.rule,
            "severity": self.severity,
        }


class InputError(ConflictDataError):
    """Input has faults; `problems` lists them all."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__("\n".join(map(str, self.problems)))


class ValidationError(ConflictDataError):
    """A table breaks the contract; `failures` is a polars frame (rule, row, column, value, message)."""

    def __init__(self, message: str, failures: Any) -> None:
        super().__init__(message)
        self.failures = failures
