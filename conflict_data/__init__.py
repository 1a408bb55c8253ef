"""Attacks, casualties and prisoner exchanges as versioned tables, with the words that prove every value.

    import conflict_data as cd
    cd.load("exchanges")

Nothing here uses a network. Importing is cheap: libraries are imported by the functions that need them.
"""

from conflict_data.chronicle import history, resolve
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
from conflict_data.loading import load, path, scan, tables
from conflict_data.proofs import evidence
from conflict_data.reading import extract
from conflict_data.toll_statements import tolls
from conflict_data.validation import validate

__all__ = [
    "ConflictDataError", "ContractError", "InputError", "IntegrityError", "MissingExtraError", "UnknownCodeListError",
    "UnknownColumnError", "UnknownEngineError", "UnknownRecordError", "UnknownTableError", "UnknownVersionError", "ValidationError",
    "cite", "codes", "diff", "evidence", "extract", "history", "info", "load", "path", "resolve", "scan", "schema", "tables", "tolls", "validate", "verify", "versions",
]  # fmt: skip
