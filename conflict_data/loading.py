"""Load tables: one function per need, every version offline, the frame type of the engine asked for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from conflict_data import contract as contracts
from conflict_data import store
from conflict_data.contract import Contract, Table
from conflict_data.errors import (
    IntegrityError,
    MissingExtraError,
    UnknownColumnError,
    UnknownEngineError,
    UnknownTableError,
)
from conflict_data.store import Version

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

Engine = Literal["polars", "pandas", "pyarrow", "duckdb"]
MAGIC = b"PAR1"
"""With which every Parquet file ends."""
ENGINES: tuple[Engine, ...] = ("polars", "pandas", "pyarrow", "duckdb")


def contract_of(version: Version = None) -> Contract:
    """The contract of a version: tables, columns, code lists, rules."""
    return contracts.read(store.folder(version))


def tables(*, version: Version = None) -> list[str]:
    """Names of the tables of a version, in the order of the contract."""
    return list(contract_of(version).tables)


def path(table: str, *, version: Version = None) -> Path:
    """File of a table, for any tool that reads Parquet.

    Raises `UnknownTableError` and `UnknownVersionError`, which list what exists.
    """
    folder = store.folder(version)
    file = folder / f"{table}.parquet"
    if not file.is_file():
        known = list(contracts.read(folder).tables)
        if table in known:
            raise IntegrityError(f"{file}: missing, though the contract of this version has the table")
        raise UnknownTableError(table, known)
    return file


def _columns(spec: Table, columns: Sequence[str] | None) -> list[str] | None:
    if columns is None:
        return None
    if isinstance(columns, str):
        raise TypeError(f"columns must be a list of names, not the string {columns!r}")
    for column in columns:
        if column not in spec.columns:
            raise UnknownColumnError(spec.name, column, list(spec.columns))
    return list(columns)


@overload
def load(
    table: str, *, version: Version = ..., columns: Sequence[str] | None = ..., engine: Literal["polars"] = ...
) -> pl.DataFrame: ...
@overload
def load(
    table: str, *, version: Version = ..., columns: Sequence[str] | None = ..., engine: Literal["pandas"]
) -> pd.DataFrame: ...
@overload
def load(
    table: str, *, version: Version = ..., columns: Sequence[str] | None = ..., engine: Literal["pyarrow"]
) -> pa.Table: ...
@overload
def load(
    table: str, *, version: Version = ..., columns: Sequence[str] | None = ..., engine: Literal["duckdb"]
) -> duckdb.DuckDBPyRelation: ...


def load(
    table: str, *, version: Version = None, columns: Sequence[str] | None = None, engine: Engine = "polars"
) -> Any:
    """A table as a frame of the engine asked for, without any network.

    Parameters
    ----------
    table : name of a table, see `tables()`.
    version : a released version ("0.1.0"), a folder of tables (such as one that `make tables` wrote), or None for the newest release.
    columns : names of the columns wanted, in that order; None for all.
    engine : "polars" (codes as `pl.Enum` over the version's code list), "pandas" (Arrow-backed types, so that nulls stay nulls),
        "pyarrow" (the file's own types) or "duckdb" (a lazy relation).

    Returns
    -------
    One row per record, columns as in the codebook of that version.

    Raises
    ------
    UnknownTableError, UnknownVersionError, UnknownColumnError, UnknownEngineError: each lists what exists.
    MissingExtraError: the engine's library is not installed; the message names the extra.
    IntegrityError: the file cannot be read as the table that it should be.
    """
    if engine not in ENGINES:
        raise UnknownEngineError(engine, ENGINES)
    file = path(table, version=version)
    spec = contracts.read(file.parent).table(table)
    wanted = _columns(spec, columns)
    reader = {"polars": _polars, "pandas": _pandas, "pyarrow": _pyarrow, "duckdb": _duckdb}[engine]
    return reader(file, spec, wanted)


def scan(table: str, *, version: Version = None) -> pl.LazyFrame:
    """A table as a polars LazyFrame; codes come as strings, so that filters are pushed down to the file.

    Raises `UnknownTableError` and `UnknownVersionError`, which list what exists, and `IntegrityError` for a file that was cut short.
    """
    import polars as pl

    from conflict_data.derive.frames import plain_schema

    file = path(table, version=version)
    with file.open(
        "rb"
    ) as handle:  # what is cut short is told here, not by the first collect() without the file's name
        handle.seek(max(file.stat().st_size - len(MAGIC), 0))
        if handle.read() != MAGIC:
            raise IntegrityError(f"{file}: not readable as Parquet: it does not end with {MAGIC.decode()}")
    schema = plain_schema(contracts.read(file.parent), table)
    return pl.scan_parquet(file, schema=schema, cast_options=pl.ScanCastOptions(categorical_to_string="allow"))


def _polars(file: Path, spec: Table, columns: list[str] | None) -> pl.DataFrame:
    import polars as pl

    try:
        frame = pl.read_parquet(file, columns=columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntegrityError(f"{file}: not readable as Parquet: {error}") from error
    document = contracts.read(file.parent)
    enums = [
        pl.col(c).cast(pl.Enum(document.code_values(spec.columns[c].codelist or "")))
        for c in frame.columns
        if spec.columns[c].codelist
    ]
    return frame.with_columns(enums).select(columns or frame.columns)


def _pyarrow(file: Path, spec: Table, columns: list[str] | None) -> pa.Table:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise MissingExtraError("engine='pyarrow'", "pyarrow", "pyarrow") from error
    try:
        table = pq.read_table(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise IntegrityError(f"{file}: not readable as Parquet: {error}") from error
    return table if columns is None else table.select(columns)


def _pandas(file: Path, spec: Table, columns: list[str] | None) -> pd.DataFrame:
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingExtraError("engine='pandas'", "pandas", "pandas") from error
    table = _pyarrow(file, spec, columns)
    # Codes become categories over all codes of the list; everything else keeps its Arrow type, so that integers with nulls stay integers.
    codes = {c.name for c in spec.columns.values() if c.codelist}
    return pd.DataFrame({
        name: table.column(name).to_pandas() if name in codes else pd.Series(pd.arrays.ArrowExtensionArray(table.column(name)))
        for name in table.column_names
    })  # fmt: skip


def _duckdb(file: Path, spec: Table, columns: list[str] | None) -> duckdb.DuckDBPyRelation:
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("engine='duckdb'", "duckdb", "duckdb") from error
    try:
        relation = duckdb.read_parquet(str(file))
    except duckdb.Error as error:
        raise IntegrityError(f"{file}: not readable as Parquet: {error}") from error
    return relation if columns is None else relation.select(*(f'"{c}"' for c in columns))
