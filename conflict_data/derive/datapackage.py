"""Data Package (version 2) descriptor of a release, with a Table Schema for every table."""

from __future__ import annotations

from typing import Any

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract, Table
from conflict_data.derive import release as about
from conflict_data.derive.release import Release, TableFile

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
MEDIA_TYPE = "application/vnd.apache.parquet"
CONSTRAINTS = ("minimum", "maximum", "minLength", "maxLength", "pattern")
LICENCE = {"name": about.LICENCE_NAME, "title": about.LICENCE_TITLE, "path": about.LICENCE_URL}


def _field(contract: Contract, table: Table, column: Column) -> dict[str, Any]:
    kind = "datetime" if column.type == "timestamp" else column.type
    made: dict[str, Any] = {"name": column.name, "type": kind, "description": column.description}
    # `pattern` constrains text only; a date has its format in its type.
    constraints = {
        k: column.spec[k] for k in CONSTRAINTS if k in column.spec and kind in ("string", "integer", "number")
    }
    if not column.nullable:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if constraints:
        made["constraints"] = constraints
    if column.codelist:
        made["categories"] = [{"value": c.code, "label": c.label} for c in contract.codes[column.codelist]]
        made["categoriesOrdered"] = False
        made["codelist"] = column.codelist
    if column.items_codelist or column.items_ref:
        items = {"codelist": column.items_codelist} if column.items_codelist else {"resource": column.items_ref}
        made["joinedItems"] = {"separator": ITEM_SEPARATOR, **items}
    if column.unit:
        made["unit"] = column.unit
    if column.evidence != "none":
        made["evidence"] = column.evidence
    return made


def _foreign_key(contract: Contract, table: Table, column: Column) -> dict[str, Any]:
    target = contract.table(column.ref or "")
    reference: dict[str, Any] = {"fields": [target.key[0]]}
    if target.name != table.name:  # version 2 leaves the resource out where a table refers to itself
        reference = {"resource": target.name, **reference}
    return {"fields": [column.name], "reference": reference}


def table_schema(contract: Contract, table: str) -> dict[str, Any]:
    """Table Schema (version 2) of a table: types, constraints, categories, keys.

    Beside the standard's properties, fields carry `unit`, `codelist`, `evidence` (required or optional) and, for columns
    of joined items, `joinedItems`.
    """
    spec = contract.table(table)
    # `fieldsMatch` is left out: "exact" is its default, and the profile and the readers disagree on its type.
    schema: dict[str, Any] = {
        "$schema": SCHEMA_PROFILE,
        "fields": [_field(contract, spec, c) for c in spec.columns.values()],
        "primaryKey": list(spec.key),
    }
    foreign = [_foreign_key(contract, spec, c) for c in spec.columns.values() if c.ref]
    return schema | ({"foreignKeys": foreign} if foreign else {})


def _resource(contract: Contract, table: str, file: TableFile) -> dict[str, Any]:
    return {
        "$schema": RESOURCE_PROFILE,
        "name": table,
        "type": "table",
        "title": table.replace("_", " ").capitalize(),
        "description": contract.table(table).description,
        "path": f"{table}.parquet",
        "format": "parquet",
        "mediatype": MEDIA_TYPE,
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "rowCount": file.rows,
        "licenses": [LICENCE],
        "schema": table_schema(contract, table),
    }


def datapackage(contract: Contract, release: Release) -> dict[str, Any]:
    """Descriptor of a release; tables in the contract's order, `KeyError` for a file that is no table of the contract."""
    unknown = release.files.keys() - contract.tables.keys()
    if unknown:
        raise KeyError(f"no table of the contract: {', '.join(sorted(unknown))}")
    made: dict[str, Any] = {
        "$schema": PROFILE,
        "name": about.NAME,
        "title": about.TITLE,
        "description": about.DESCRIPTION,
        "version": release.version,
        "created": f"{release.released.isoformat()}T00:00:00Z",
        "keywords": list(about.KEYWORDS),
        "contributors": [{"title": about.CREATOR, "roles": ["creator"]}],
        "licenses": [LICENCE],
    }
    if release.homepage:
        made["homepage"] = release.homepage
    if release.publishers:
        made["sources"] = [{"title": publisher} for publisher in release.publishers]
    made["resources"] = [_resource(contract, t, release.files[t]) for t in contract.tables if t in release.files]
    return made
