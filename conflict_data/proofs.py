"""The words and sentences behind a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from conflict_data.contract import Contract
from conflict_data.errors import UnknownColumnError, UnknownRecordError, nearest
from conflict_data.loading import contract_of, load
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl


def table_of(record_id: str, document: Contract) -> str:
    """Table of a record by its identifier's prefix; `UnknownRecordError` where no table has it."""
    prefix = record_id.split("_", 1)[0]
    if prefix not in document.table_of_prefix:
        raise UnknownRecordError(
            f"{record_id!r} is no identifier: they begin with {', '.join(f'{p}_' for p in document.table_of_prefix)}"
        )
    return document.table_of_prefix[prefix]


def family(record_id: str, *, version: Version = None) -> list[str]:
    """The record and its child rows: munitions and toll statements of an attack, returns of an exchange.

    Raises `UnknownRecordError` where the version has no such record, with what became of it where that is known.
    """
    import polars as pl

    document = contract_of(version)
    table = table_of(record_id, document)
    key = document.tables[table].key[0]
    known = load(table, version=version, columns=[key])[key].to_list()
    if record_id not in known:
        gone = load("tombstones", version=version).filter(pl.col("record_id") == record_id)
        if len(gone):
            row = gone.row(0, named=True)
            target = f" into {row['merged_into']}" if row["merged_into"] else ""
            raise UnknownRecordError(f"{record_id} was {row['status']}{target} in {row['version']}: {row['reason']}")
        hint = nearest(record_id, known)
        raise UnknownRecordError(f"{table} has no record {record_id}" + (f"; did you mean {hint}?" if hint else ""))
    ids = [record_id]
    for name, spec in document.tables.items():
        parents = [c.name for c in spec.columns.values() if c.ref == table and not c.nullable and not c.is_derived]
        if not parents and (name, table) == ("casualties", "attacks"):
            parents = ["attack_id"]
        if parents and spec.id_prefix and name != "evidence":
            child = load(name, version=version, columns=[spec.key[0], *parents])
            ids += child.filter(pl.any_horizontal(pl.col(p) == record_id for p in parents))[spec.key[0]].to_list()
    return ids


def evidence(
    record_id: str, *, field: str | None = None, chosen: bool | None = None, version: Version = None
) -> pl.DataFrame:
    """Every claim about a record and its child rows, with the words that make it.

    Parameters
    ----------
    record_id : an attack, exchange, agreement, munition, toll statement or return.
    field : only claims on this column or count.
    chosen : True for the claims that the published values follow, False for the others, None for all.

    Returns
    -------
    Rows of the table `evidence`, in the order of the records' columns, with `publisher`, `title`, `url`, `published_date` and `text_kind`
    of the document and `text`, which tells our notes from original texts.

    Raises
    ------
    UnknownRecordError: says what became of the record, or names the nearest one.
    UnknownColumnError: neither the record nor its child rows have such a field; lists those that they have.
    """
    import polars as pl

    document = contract_of(version)
    ids = family(record_id, version=version)
    if field is not None:
        fields = dict.fromkeys(
            f for name in {table_of(i, document): None for i in ids} for f in document.tables[name].fields
        )
        if field not in fields:
            raise UnknownColumnError(table_of(record_id, document), field, list(fields))
    rows = load("evidence", version=version).filter(pl.col("record_id").is_in(ids))
    about = load(
        "sources", version=version, columns=["source_id", "publisher", "title", "url", "published_date", "text_kind"]
    )
    rows = rows.join(about, on="source_id", how="left", maintain_order="left")
    if field is not None:
        rows = rows.filter(pl.col("field") == field)
    if chosen is not None:
        rows = rows.filter(pl.col("is_chosen") == chosen)
    order = {f: i for t in document.tables.values() for i, f in enumerate(t.fields)}
    place = {record: i for i, record in enumerate(ids)}
    return (
        rows.with_columns(
            pl.col("record_id").replace_strict(place, return_dtype=pl.Int64).alias("_record"),
            pl.col("field").replace_strict(order, return_dtype=pl.Int64).alias("_field"),
            pl.when(pl.col("text_kind") == "note")
            .then(pl.lit("our note of ") + pl.col("publisher"))
            .otherwise(pl.lit("original text, ") + pl.col("publisher"))
            .alias("text"),
        )
        .sort(
            "_record",
            "_field",
            "is_chosen",
            "origin",
            "published_date",
            "start",
            descending=[False, False, True, False, False, False],
        )
        .drop("_record", "_field")
    )
