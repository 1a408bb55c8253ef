"""JSON Schemas of the other files that people write: documents, coverage, tombstones, waivers, reasons for changes, minted records."""

from __future__ import annotations

from typing import Any

from conflict_data.contract import Contract
from conflict_data.derive.record_schema import DIALECT, KINDS, TEXT, code_definitions, row_schema
from conflict_data.derive.value_schema import INSTANT, INSTANT_PATTERN, value_schema

ROW_FILES = ("coverage", "tombstones")
"""Tables that people write as a list of rows, one file each."""
MINTED = {
    "attack": {"munition": "munitions", "casualty": "casualties"},
    "exchange": {"return": "returns"},
}
"""Kinds of events that rules alone may make a record of, with the kinds of their rows → tables."""


def _schema(contract: Contract, name: str, title: str, body: dict[str, Any]) -> dict[str, Any]:
    head = {"$schema": DIALECT, "$id": f"conflict-data/records/{name}.schema.json", "title": title}
    definitions = code_definitions(contract, body)
    return head | body | ({"$defs": definitions} if definitions else {})


def document_schema(contract: Contract) -> dict[str, Any]:
    """Front matter of a document: `sources` as people write it, the day or moment of publication in one key."""
    columns = contract.table("sources").columns
    kept = [c for c in columns.values() if not c.is_derived and c.name != "published_at"]
    properties = {c.name: value_schema(contract, c) for c in kept}
    published = {
        "description": "Day of publication, or moment in UTC where the page gives a clock time.",
        "type": "string",
        "anyOf": [{"format": "date"}, {"format": INSTANT, "pattern": INSTANT_PATTERN}],
    }
    ordered = {
        ("published" if n == "published_date" else n): published if n == "published_date" else s
        for n, s in properties.items()
    }
    required = ["published" if c.name == "published_date" else c.name for c in kept if not c.nullable]
    body = {
        "description": "What the head of a document says about the page that was read.",
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": ordered,
        "allOf": [
            {
                "if": {"properties": {"text_kind": {"const": "note"}}},
                "then": {"properties": {"rights": {"const": "own_words"}}},
                "else": {"properties": {"rights": {"not": {"const": "own_words"}}}},
            }
        ],
    }
    return _schema(contract, "document", "document head", body)


def rows_schema(contract: Contract, table: str) -> dict[str, Any]:
    """A file with a list of rows of one table, of the columns that the build does not compute."""
    columns = [c for c in contract.table(table).columns.values() if not c.is_derived]
    required = [c.record_name for c in columns if not c.nullable and c.default is None]
    body = {
        "description": contract.table(table).description,
        "type": "array",
        "items": row_schema(contract, table, columns, required),
    }
    return _schema(contract, table, f"{table} file", body)


def waivers_schema(contract: Contract) -> dict[str, Any]:
    """Warnings that are accepted: rule, record and reason; a rule that is an error is not among the allowed ones."""
    warnings = [rule.id for rule in contract.rules if rule.severity == "warning"]
    rule: dict[str, Any] = {"type": "string", "description": "Rule whose warning is accepted; errors cannot be."}
    if warnings:
        rule["enum"] = warnings
    item = {
        "type": "object",
        "additionalProperties": False,
        "required": ["rule", "record", "reason"],
        "properties": {
            "rule": rule,
            "record": {**TEXT, "description": "Record that is warned about."},
            "reason": {**TEXT, "description": "Why the record is right all the same."},
        },
    }
    body = {
        "description": "Warnings that are accepted; one that matches nothing is an error.",
        "type": "array",
        "items": item,
    }
    return _schema(contract, "waivers", "waivers file", body)


def changes_schema(contract: Contract) -> dict[str, Any]:
    """Reasons for changed released values: one cell with the released value, all that one extraction rule changed, or a code's new name."""
    text = {"type": ["string", "integer", "number", "boolean", "null"]}
    item = {
        "description": "An entry has a reason, and either record, field and expect, or rule, or codelist, expect and becomes.",
        "type": "object",
        "additionalProperties": False,
        "required": ["reason"],
        "properties": {
            "record": {**TEXT, "description": "Record that changes."},
            "field": {**TEXT, "description": 'Column or count that changes; "*" for a whole record.'},
            "expect": {
                **text,
                "description": "Released value; where the release has another, the entry is wrong or no longer needed.",
            },
            "rule": {**TEXT, "description": "Extraction rule, where the entry covers all that it changed."},
            "codelist": {
                **TEXT,
                "description": "Code list, where the entry covers all cells in which a code got another name.",
            },
            "becomes": {**TEXT, "description": "New name of the code; `expect` is the old one."},
            "reason": {**TEXT, "description": "Why."},
            "source": value_schema(contract, contract.table("evidence").columns["source_id"]),
            "credit": {**TEXT, "maxLength": 300, "description": "Who pointed it out."},
        },
        "oneOf": [
            {"required": ["record", "field", "expect"]},
            {"required": ["rule"], "properties": {"record": False}},
            {"required": ["codelist", "expect", "becomes"], "properties": {"record": False, "rule": False}},
        ],
    }
    body = {"description": "Why released values change.", "type": "array", "items": item}
    return _schema(contract, "changes", "changes file", body)


def minted_schema(contract: Contract) -> dict[str, Any]:
    """The ledger of records that rules made: anchor, identifiers, what was read, and what a person said of it."""

    def pattern(table: str) -> str:
        spec = contract.table(table)
        return str(spec.columns[spec.key[0]].spec["pattern"])

    says = {"type": "object", "description": "What the rules read when it was minted: field → value."}
    words = {**TEXT, "description": "Words of the document by which the rules' reading is found again."}
    children = {kind: table for rows in MINTED.values() for kind, table in rows.items()}
    row = {
        "type": "object",
        "additionalProperties": False,
        "required": ["record", "kind", "words", "says"],
        "properties": {
            "record": {"type": "string", "pattern": "|".join(pattern(table) for table in children.values())},
            "kind": {"enum": list(children)},
            "words": words,
            "says": says,
        },
    }
    events = "|".join(pattern(KINDS[kind].table) for kind in MINTED)
    item = {
        "type": "object",
        "additionalProperties": False,
        "required": ["source", "kind", "date", "words"],
        "properties": {
            "source": {"type": "string", "pattern": pattern("sources"), "description": "The document."},
            "kind": {"enum": list(MINTED), "description": "Kind of the event."},
            "date": {"type": "string", "format": "date", "description": "First day of the event as the rules read it."},
            "place": {**TEXT, "description": "Its place, where the rules read one."},
            "words": words,
            "record": {"type": "string", "pattern": events, "description": "Identifier of the event's record."},
            "says": says,
            "rows": {"type": "array", "minItems": 1, "items": row, "description": "The rows of the event."},
            "reviewed_by": {**TEXT, "maxLength": 300, "description": "Who looked at it."},
            "review_date": {"type": "string", "format": "date", "description": "When."},
            "rejected": {**TEXT, "description": "Why no record is made of it, now and later."},
        },
        "anyOf": [{"required": ["record"]}, {"required": ["rejected"]}],
        "dependentRequired": {
            "reviewed_by": ["review_date"],
            "review_date": ["reviewed_by"],
            "rejected": ["reviewed_by"],
            "rows": ["record"],
        },
        "description": "an entry has the `record` that was minted, or says why it was `rejected`",
    }
    body = {
        "description": "Records that extraction rules made, and what people said of them.",
        "type": "array",
        "items": item,
    }
    return _schema(contract, "minted", "ledger of minted records", body)
