"""Attacks, casualties and prisoner exchanges as versioned tables, with the words that prove every value.

    import conflict_data as cd
    cd.load("exchanges")

Nothing here uses a network. Importing is cheap: each verb is imported when it is first used, and so are the libraries it needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from conflict_data.chronicle import Resolution, history, resolve
    from conflict_data.citation import cite
    from conflict_data.describing import codes, info, schema, versions
    from conflict_data.differences import diff
    from conflict_data.errors import (
        ConflictDataError,
        ContractError,
        InputError,
        IntegrityError,
        MissingExtraError,
        UnknownCodeListError,
        UnknownColumnError,
        UnknownEngineError,
        UnknownRecordError,
        UnknownTableError,
        UnknownVersionError,
        ValidationError,
    )
    from conflict_data.integrity import verify
    from conflict_data.loading import Engine, load, path, scan, tables
    from conflict_data.proofs import evidence
    from conflict_data.reading import extract
    from conflict_data.toll_statements import tolls
    from conflict_data.validation import validate

    __version__: str
    __data_version__: str

_HOME = {
    "chronicle": ("Resolution", "history", "resolve"),
    "citation": ("cite",),
    "describing": ("codes", "info", "schema", "versions"),
    "differences": ("diff",),
    "errors": (
        "ConflictDataError", "ContractError", "InputError", "IntegrityError", "MissingExtraError", "UnknownCodeListError",
        "UnknownColumnError", "UnknownEngineError", "UnknownRecordError", "UnknownTableError", "UnknownVersionError",
        "ValidationError",
    ),
    "integrity": ("verify",),
    "loading": ("Engine", "load", "path", "scan", "tables"),
    "proofs": ("evidence",),
    "reading": ("extract",),
    "toll_statements": ("tolls",),
    "validation": ("validate",),
}  # fmt: skip
"""Module → the public names it holds; a test compares them with the imports above and with `__all__`."""
_MODULE = {name: module for module, names in _HOME.items() for name in names}

__all__ = [
    "ConflictDataError",
    "ContractError",
    "Engine",
    "InputError",
    "IntegrityError",
    "MissingExtraError",
    "Resolution",
    "UnknownCodeListError",
    "UnknownColumnError",
    "UnknownEngineError",
    "UnknownRecordError",
    "UnknownTableError",
    "UnknownVersionError",
    "ValidationError",
    "__data_version__",
    "__version__",
    "cite",
    "codes",
    "diff",
    "evidence",
    "extract",
    "history",
    "info",
    "load",
    "path",
    "resolve",
    "scan",
    "schema",
    "tables",
    "tolls",
    "validate",
    "verify",
    "versions",
]  # fmt: skip


if not TYPE_CHECKING:  # a checker that saw it would take every misspelt name for one of ours

    def __getattr__(name: str) -> Any:
        if name in _MODULE:
            from importlib import import_module

            value = getattr(import_module(f"conflict_data.{_MODULE[name]}"), name)
            globals()[name] = value
            return value
        if name == "__version__":
            from importlib.metadata import version

            return version("conflict-data")
        if name == "__data_version__":
            from conflict_data.store import newest

            return newest()
        raise AttributeError(f"module 'conflict_data' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
