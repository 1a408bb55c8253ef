"""The two states that a difference is between: released versions, folders with their contract, or bare folders of anyone's tables.

A bare folder holds `<table>.parquet` or `<table>.csv` and no contract. It is read by the contract of the other state, in the columns that both have.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from conflict_data import store
from conflict_data.contract import CONTRACT_FILE, Contract
from conflict_data.errors import IntegrityError, UnknownTableError, UnknownVersionError
from conflict_data.loading import contract_of, load
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl

BARE = (".parquet", ".csv")


class State(NamedTuple):
    """One state of the tables."""

    version: Version
    contract: Contract
    files: dict[str, Path] | None
    """Files of a bare folder by table; None where the state has its own contract."""

    @property
    def is_bare(self) -> bool:
        return self.files is not None

    @property
    def tables(self) -> list[str]:
        """Names of its tables, in the order of the contract."""
        return [name for name in self.contract.tables if self.files is None or name in self.files]

    def frame(self, table: str) -> pl.DataFrame:
        """A table of the state; one that it lacks is empty and has the key columns alone."""
        import polars as pl

        if table not in self.tables:
            return pl.DataFrame(
                schema=dict.fromkeys(self.contract.tables[table].key, pl.String)
                if table in self.contract.tables
                else {}
            )
        return (
            load(table, version=self.version) if self.files is None else _read(self.files[table], table, self.contract)
        )


def _bare(version: Version) -> dict[str, Path] | None:
    """Files by name of a folder without a contract; None for everything else."""
    if version is None or (isinstance(version, str) and version in store.released()):
        return None
    folder = Path(version)
    if not folder.is_dir() or (folder / CONTRACT_FILE).is_file():
        return None
    return {path.stem: path for path in sorted(folder.iterdir(), reverse=True) if path.suffix in BARE}


def states(old: Version, new: Version) -> tuple[State, State]:
    """Both states; `UnknownVersionError` says what exists, or what a bare folder would have to hold."""
    files = {"old": _bare(old), "new": _bare(new)}
    contracts = [contract_of(v) for v, f in zip((old, new), files.values(), strict=True) if f is None]
    known = contracts[0] if contracts else contract_of()
    for version, found in zip((old, new), files.values(), strict=True):
        if found is not None and not set(found) & set(known.tables):
            tables = ", ".join(known.tables)
            reason = f"the folder holds neither {CONTRACT_FILE} nor a file <table>.parquet or <table>.csv of one of the tables {tables}; "
            raise UnknownVersionError(version, list(store.released()), reason)
    one, other = (
        State(version, contract_of(version) if found is None else known, found)
        for version, found in zip((old, new), files.values(), strict=True)
    )
    return one, other


def tables_of(old: Version, new: Version = None) -> list[str]:
    """Tables that a difference can be told of: first those that only the old state has, then those of the new one.

    Beside a bare folder only the tables that it holds.
    """
    before, after = states(old, new)
    if before.is_bare or after.is_bare:
        return [name for name in after.tables if name in before.tables]
    return [*(name for name in before.tables if name not in after.tables), *after.tables]


def _read(path: Path, table: str, contract: Contract) -> pl.DataFrame:
    """A file of anyone's as a table of the contract: the types of its columns, codes as text, columns of their own as they are."""
    import polars as pl

    from conflict_data.cells import typed
    from conflict_data.derive.frames import plain_schema

    types = plain_schema(contract, table)
    try:
        if path.suffix == ".csv":
            frame, unread = typed(pl.read_csv(path, infer_schema=False), types)
            if unread:
                first = "row {row}, {column}: {value!r} {message}".format(**unread[0])
                raise IntegrityError(f"{path}: not readable as the table {table!r}: {first} ({len(unread)} such cells)")
            return frame
        frame = pl.read_parquet(path)
        codes = [pl.col(c).cast(pl.String) for c, t in frame.schema.items() if isinstance(t, pl.Enum | pl.Categorical)]
        return frame.with_columns(codes).with_columns(pl.col(c).cast(types[c]) for c in frame.columns if c in types)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise IntegrityError(f"{path}: not readable as the table {table!r}: {error}") from error


def spec_of(table: str, before: State, after: State) -> State:
    """The state whose contract says what the table is: the new one where it has it."""
    for state in (after, before):
        if table in state.tables:
            return state
    raise UnknownTableError(table, list(dict.fromkeys((*after.tables, *before.tables))))
