"""JSON Schemas of the files that people write under `seeds/`, derived from the contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from conflict_data.contract import Column, Contract, Table
from conflict_data.derive.value_schema import INSTANT, count_schema, is_instant, value_schema
from conflict_data.errors import MissingExtraError, choose

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string", "minLength": 1, "maxLength": 4000}


@dataclass(frozen=True)
class RecordKind:
    """One kind of record file: its main section with its table, and the sections of child rows."""

    name: str
    table: str
    children: Mapping[str, str] = field(default_factory=dict)
    """Section → table; in this order in the file."""

    @property
    def sections(self) -> dict[str, str]:
        """All sections with rows, the main one first → their tables."""
        return {self.name: self.table, **self.children}


KINDS: Mapping[str, RecordKind] = {
    kind.name: kind
    for kind in (
        RecordKind("attack", "attacks", {"munitions": "munitions", "casualties": "casualties"}),
        RecordKind("exchange", "exchanges", {"returns": "returns"}),
        RecordKind("agreement", "agreements"),
        RecordKind("casualty", "casualties"),
    )
}
"""Kinds of record files by name."""


def record_kind(name: str) -> RecordKind:
    """The kind of that name; `ValueError` lists what exists."""
    if name not in KINDS:
        raise ValueError(f"no kind of record file is called {name!r}: {choose(name, KINDS)}")
    return KINDS[name]


def parent_column(contract: Contract, kind: RecordKind, table: str) -> str | None:
    """Column that names the file's main record and is therefore not written: `attack_id` of a munition, else None.

    A toll in a file of its own has no attack; its `attack_id` stays empty.
    """
    main = "attacks" if kind.name == "casualty" else kind.table
    key = contract.table(main).key[0]
    return key if table != main and key in contract.table(table).columns else None


def written_columns(contract: Contract, kind: RecordKind, table: str) -> list[Column]:
    """Columns of a table that record files of the kind may write, in the contract's order."""
    parent = parent_column(contract, kind, table)
    return [c for c in contract.table(table).columns.values() if not c.is_derived and c.name != parent]


def _must_write(contract: Contract, kind: RecordKind, column: Column) -> bool:
    if column.nullable or column.default is not None:
        return False
    # A column filled from the parent must be written where the file has no parent.
    inherited = column.inherits is not None and ("." not in column.inherits or kind.name != "casualty")
    return not inherited


def row_schema(contract: Contract, table: str, columns: list[Column], required: list[str]) -> dict[str, Any]:
    """Object schema of one written row: a count is one key, a reference to a place goes without `_id`."""
    spec = contract.table(table)
    properties: dict[str, Any] = {}
    for column in columns:
        if column.count is None:
            properties[column.record_name] = value_schema(contract, column)
        elif column.count not in properties:
            properties[column.count] = count_schema(spec, column.count)
    return {
        "type": "object",
        "description": spec.description,
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _section(contract: Contract, kind: RecordKind, table: str) -> dict[str, Any]:
    columns = written_columns(contract, kind, table)
    required = [c.record_name for c in columns if _must_write(contract, kind, c)]
    return row_schema(contract, table, columns, required)


def claimed_fields(contract: Contract, kind: RecordKind, table: str) -> list[str]:
    """Names that `says` may hold for rows of a table: all that is written except identifiers of records and notes."""
    minted = set(contract.table_of_prefix.values())
    columns = written_columns(contract, kind, table)
    kept = [c for c in columns if c.name not in contract.table(table).key and c.ref not in minted and c.name != "note"]
    return list(dict.fromkeys(c.count or c.record_name for c in kept))


def _says(contract: Contract, kind: RecordKind, section: str, table: str) -> dict[str, Any]:
    # Each field refers to the section, so that a column is described once in the file.
    base = f"#/properties/{section}" + ("" if section == kind.name else "/items") + "/properties/"
    return {
        "type": "object",
        "description": f"Field → the value that the words give it, for {table}.",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {name: {"$ref": base + name} for name in claimed_fields(contract, kind, table)},
    }


def _of_pattern(table: Table) -> str:
    return str(table.columns[table.key[0]].spec["pattern"])


def _evidence(contract: Contract, kind: RecordKind) -> dict[str, Any]:
    tables = {section: contract.table(name) for section, name in kind.sections.items()}
    rows = {"anyOf": [{"type": "string", "pattern": _of_pattern(t)} for t in tables.values()]}
    fields = sorted({f for t in kind.sections.values() for f in claimed_fields(contract, kind, t)})
    sources = contract.table("sources").columns["source_id"].spec["pattern"]
    item: dict[str, Any] = {
        "type": "object",
        "description": "Words of one document and what they say about one row of this file.",
        "additionalProperties": False,
        "required": ["source", "party", "words", "says"],
        "properties": {
            "of": {"type": "string", "description": "Row of this file; left out, the main record.", **rows},
            "source": {"type": "string", "pattern": sources, "description": "The document."},
            "party": value_schema(contract, contract.table("evidence").columns["claim_party"]),
            "words": {**TEXT, "description": "The words, exactly as the document has them, where they occur once."},
            "within": {
                **TEXT,
                "description": "Longer passage that occurs once in the document and holds the words once.",
            },
            "says": {"type": "object", "description": "Field → value.", "minProperties": 1},
            "reading": value_schema(contract, contract.table("evidence").columns["reading"]),
            "rests_on": {
                "type": "object",
                "description": "The value on which a derived one rests.",
                "additionalProperties": False,
                "required": ["field"],
                "properties": {
                    "of": {"type": "string", "description": "Its row; left out, the main record.", **rows},
                    "field": {"enum": fields, "description": "Its field."},
                },
            },
            "reason": {**TEXT, "description": "Why, for a judged value."},
        },
    }
    item["allOf"] = [
        {
            "if": _is_row(section == kind.name, _of_pattern(table)),
            "then": {"properties": {"says": {"$ref": f"#/$defs/says_{table.name}"}}},
        }
        for section, table in tables.items()
    ] + [
        {
            "if": {"required": ["reading"], "properties": {"reading": {"const": reading}}},
            "then": {"required": [needed]},
            "else": {"properties": {needed: False}},
        }
        for reading, needed in (("derived", "rests_on"), ("judged", "reason"))
    ]
    return {"type": "array", "description": "The words that give the values.", "minItems": 1, "items": item}


def _is_row(main: bool, pattern: str) -> dict[str, Any]:
    named = {"properties": {"of": {"pattern": pattern}}}
    return named if main else {**named, "required": ["of"]}


def code_definitions(contract: Contract, schema: Mapping[str, Any]) -> dict[str, Any]:
    """Definitions of the code lists to which the schema refers, with a label and a meaning for each code."""
    found: set[str] = set()

    def walk(node: Any) -> None:
        if isinstance(node, Mapping):
            reference = node.get("$ref", "")
            if isinstance(reference, str) and reference.startswith("#/$defs/code_"):
                found.add(reference.removeprefix("#/$defs/code_"))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(schema)
    return {
        f"code_{name}": {
            "type": "string",
            "description": contract.code_descriptions[name],
            "oneOf": [{"const": c.code, "title": c.label, "description": c.definition} for c in contract.codes[name]],
        }
        for name in contract.codes
        if name in found
    }


def record_schema(contract: Contract, kind: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of record files of one kind: attack, exchange, agreement or casualty."""
    spec = record_kind(kind)
    properties: dict[str, Any] = {kind: _section(contract, spec, spec.table)}
    for section, table in spec.children.items():
        properties[section] = {
            "type": "array",
            "description": contract.table(table).description,
            "minItems": 1,
            "items": _section(contract, spec, table),
        }
    properties["evidence"] = _evidence(contract, spec)
    says = {f"says_{table}": _says(contract, spec, section, table) for section, table in spec.sections.items()}
    schema = {
        "$schema": DIALECT,
        "$id": f"conflict-data/records/{kind}.schema.json",
        "title": f"{kind} record",
        "description": f"One {kind} in one file, with the words that give its values.",
        "type": "object",
        "additionalProperties": False,
        "required": [kind, "evidence"],
        "properties": properties,
    }
    return {**schema, "$defs": {**code_definitions(contract, schema), **says}}


def validator(schema: Mapping[str, Any]) -> Validator:
    """Validator of a schema made here, with the formats of dates, addresses and instants switched on.

    Raises `MissingExtraError` where jsonschema is not installed.
    """
    try:
        from jsonschema import Draft202012Validator, FormatChecker
    except ImportError as error:
        raise MissingExtraError("checking record files", "validate", "jsonschema") from error
    formats = FormatChecker()
    formats.checks(INSTANT)(is_instant)
    return Draft202012Validator(schema, format_checker=formats)
