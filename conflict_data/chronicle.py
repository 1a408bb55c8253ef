"""A record through all versions, and what became of those that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from conflict_data import store
from conflict_data.errors import UnknownRecordError, UnknownTableError
from conflict_data.loading import contract_of, load, scan, tables
from conflict_data.proofs import table_of
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl


class Resolution(NamedTuple):
    """Where an identifier leads in a version."""

    record_id: str
    """The record that stands for it now; for a retired one, itself."""
    status: str
    """active, merged or retired"""
    path: tuple[str, ...]
    """The identifiers followed, the first one included."""
    reason: str | None
    """Why it was merged or retired."""


def history(table: str, *, record_id: str | None = None) -> pl.DataFrame:
    """A table in all released versions, one above the other: `data_version`, then the columns of all versions by name.

    Codes are strings, and a column that a version lacks is null there. With `record_id` only that record.
    Raises `UnknownTableError` where no version has the table, and `UnknownRecordError` where no version has the record.
    """
    import polars as pl

    parts: list[pl.DataFrame] = []
    for version in store.released():
        document = contract_of(version)
        if table not in document.tables:
            continue
        frame = scan(table, version=version)
        if record_id is not None:
            frame = frame.filter(pl.col(document.tables[table].key[0]) == record_id)
        parts.append(frame.select(pl.lit(version).alias("data_version"), pl.all()).collect())
    if not parts:
        raise UnknownTableError(table, tables())
    if record_id is not None and not any(map(len, parts)):
        raise UnknownRecordError(f"no released version of {table} has a record {record_id!r}")
    return pl.concat(parts, how="diagonal_relaxed")


def resolve(record_id: str, *, version: Version = None) -> Resolution:
    """Follow an identifier through merges to the record that stands for it; tell of its retirement.

    Raises `UnknownRecordError` where neither a record nor a tombstone has the identifier.
    """
    document = contract_of(version)
    stones = {row["record_id"]: row for row in load("tombstones", version=version).iter_rows(named=True)}
    path = [record_id]
    reason: str | None = None
    while path[-1] in stones:
        stone = stones[path[-1]]
        reason = stone["reason"] if reason is None else reason
        if stone["merged_into"] is None or stone["merged_into"] in path:
            return Resolution(path[-1], str(stone["status"]), tuple(path), reason)
        path.append(stone["merged_into"])
    table = table_of(path[-1], document)
    key = document.tables[table].key[0]
    if path[-1] not in load(table, version=version, columns=[key])[key].to_list():
        raise UnknownRecordError(f"no record and no tombstone of {store.label(version)} has the identifier {path[-1]}")
    return Resolution(path[-1], "merged" if len(path) > 1 else "active", tuple(path), reason)
