"""What there is: versions, a table's description, its codes, its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflict_data import store
from conflict_data.errors import UnknownCodeListError
from conflict_data.loading import contract_of, path
from conflict_data.store import Version

if TYPE_CHECKING:
    import pandera.polars as pa
    import polars as pl


def versions() -> pl.DataFrame:
    """Released versions, oldest first: `version`, `released` (date), `tables`, `rows` (records over all tables)."""
    import polars as pl

    rows = [
        {
            "version": name,
            "released": entry["released"],
            "tables": len(entry["rows"]),
            "rows": sum(entry["rows"].values()),
        }
        for name, entry in store.released().items()
    ]
    schema = {"version": pl.String, "released": pl.String, "tables": pl.Int64, "rows": pl.Int64}
    return pl.DataFrame(rows, schema=schema).with_columns(pl.col("released").str.to_date())


def info(table: str | None = None, *, version: Version = None) -> dict[str, Any]:
    """What a version, or one of its tables, holds.

    With a table: `table`, `version`, `path`, `rows`, `description`, `key` and `columns` (name, type, nullable, unit, codelist, evidence,
    description of each). Without: `version`, `released`, `path` and `tables` (name → rows and description).
    """
    import polars as pl

    folder = store.folder(version)
    document = contract_of(version)
    if table is None:
        rows = {
            name: int(pl.scan_parquet(path(name, version=version)).select(pl.len()).collect().item())
            for name in document.tables
        }
        return {
            "version": store.label(version),
            "released": store.released().get(folder.name, {}).get("released"),
            "path": str(folder),
            "tables": {name: {"rows": rows[name], "description": t.description} for name, t in document.tables.items()},
        }
    file = path(table, version=version)
    spec = document.table(table)
    return {
        "table": table,
        "version": store.label(version),
        "path": str(file),
        "rows": int(pl.scan_parquet(file).select(pl.len()).collect().item()),
        "description": spec.description,
        "key": list(spec.key),
        "columns": [
            {
                "name": c.name, "type": "code" if c.codelist else c.type, "nullable": c.nullable, "unit": c.unit,
                "codelist": c.codelist or c.items_codelist, "evidence": c.evidence, "description": c.description,
            }
            for c in spec.columns.values()
        ],
    }  # fmt: skip


def codes(codelist: str | None = None, *, version: Version = None) -> pl.DataFrame:
    """Codes of a list: `codelist`, `code`, `label`, `definition`; all lists without an argument.

    Raises `UnknownCodeListError`, which lists what exists.
    """
    import polars as pl

    document = contract_of(version)
    if codelist is not None and codelist not in document.codes:
        raise UnknownCodeListError(codelist, list(document.codes))
    names = [codelist] if codelist else list(document.codes)
    rows = [
        {"codelist": n, "code": c.code, "label": c.label, "definition": c.definition}
        for n in names
        for c in document.codes[n]
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("codelist", "code", "label", "definition"), pl.String))


def schema(table: str, *, version: Version = None) -> pa.DataFrameSchema:
    """The pandera schema of a table as `pandera.polars.DataFrameSchema`; use it on eager frames as `load` gives them."""
    from conflict_data.derive.pandera import pandera_schema

    return pandera_schema(contract_of(version), table)


def table_contract(table: str, *, version: Version = None) -> dict[str, Any]:
    """The contract of a table as plain data: its JSON Schema, as a release carries it, with the rules of its rows under `x-rules`."""
    document = contract_of(version)
    document.table(table)
    keys = ("id", "severity", "words", "sql")
    rules = [dict(zip(keys, (r.id, r.severity, r.words, r.sql), strict=True)) for r in document.rules_of(table)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        **document.document["tables"][table],
        "x-rules": rules,
    }
