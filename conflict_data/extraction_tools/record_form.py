"""Record files in their one form: the event as a block, each further row on one line, keys in the contract's order."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from conflict_data.contract import Contract, Table
from conflict_data.derive.record_schema import KINDS

FREE_TEXT = ("words", "within", "reason", "note", "asymmetry_note", "formula_text")
EVIDENCE_KEYS = ("of", "source", "party", "words", "within", "says", "reading", "rests_on", "reason")
BARE = re.compile(r"[A-Za-z_(][A-Za-z0-9_ ./()+-]*(?<! )\Z|\d{4}-\d\d-\d\d\Z|\d+ to \d+\Z")
"""Text that YAML reads back as the same text."""
RESERVED = ("true", "false", "null")


def record_text(
    contract: Contract, kind: str, sections: Mapping[str, Any], evidence: list[dict[str, Any]], *, depth: int, head: str
) -> str:
    """A record file that lies `depth` folders below the root; `sections`: the event's row, and lists of further rows."""
    lines = [f"# yaml-language-server: $schema={'../' * depth}schema/records/{kind}.schema.json", head]
    for section, name in KINDS[kind].sections.items():
        table = contract.table(name)
        if section == kind:
            lines += [f"{section}:", *(f"  {_named(k, v)}" for k, v in _ordered(table, sections[section]).items())]
        elif sections.get(section):
            lines += [f"{section}:", *(f"  - {_flow(_ordered(table, row))}" for row in sections[section])]
    lines += ["evidence:", *(f"  - {_flow({k: e[k] for k in EVIDENCE_KEYS if k in e})}" for e in evidence)]
    return "\n".join(lines) + "\n"


def _ordered(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """The row in the contract's order, without what is the default anyway."""
    defaults = {c.record_name: c.default for c in table.columns.values() if c.default is not None}
    names = dict.fromkeys(column.count or column.record_name for column in table.columns.values())
    return {name: row[name] for name in names if name in row and (name not in defaults or defaults[name] != row[name])}


def _named(key: str, value: Any) -> str:
    quoted = key in FREE_TEXT and isinstance(value, str)
    return f"{key}: {json.dumps(value, ensure_ascii=False) if quoted else _flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(_named(key, one) for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, str) and BARE.match(value) and value not in RESERVED:
        return value
    return json.dumps(value, ensure_ascii=False)
