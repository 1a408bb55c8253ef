"""The one form of record files: keys in the contract's order, the event as a block, each further row on one line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from conflict_data.contract import Contract, Table
from conflict_data.derive.record_schema import KINDS
from conflict_data.errors import InputError, Problem
from pipeline.strict_yaml import Parsed, parse

EVIDENCE_KEYS = ("of", "source", "party", "words", "within", "says", "reading", "rests_on", "reason")
FREE_TEXT = ("words", "within", "reason", "note", "asymmetry_note", "formula_text")
QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'")
COMMENT = re.compile(r"(?:^|\s)#")
PLAIN = re.compile(r"[A-Za-z0-9_(][A-Za-z0-9_ ./()+-]*\Z")
SCHEMA_LINE = "# yaml-language-server: $schema={up}schema/records/{kind}.schema.json"


def schema_line(kind: str, depth: int) -> str:
    """First line of a record file that lies `depth` folders below the root: it gives editors the schema."""
    return SCHEMA_LINE.format(up="../" * depth, kind=kind)


def _scalar(value: Any) -> str:
    """A scalar in its one form: bare where YAML reads it back as the same text, else in double quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    if PLAIN.match(value) and not value.endswith(" ") and parse(value, file="").data == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _named(key: str, value: Any) -> str:
    """A value under its key; free text is always quoted."""
    return f"{key}: {json.dumps(value, ensure_ascii=False) if key in FREE_TEXT and isinstance(value, str) else _flow(value)}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(_named(k, v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    return _scalar(value)


def _order(table: Table) -> list[str]:
    names: list[str] = []
    for column in table.columns.values():
        name = column.count or column.record_name
        if name not in names:
            names.append(name)
    return names


def _sorted(mapping: dict[str, Any], order: list[str]) -> dict[str, Any]:
    known = {key: mapping[key] for key in order if key in mapping}
    return known | {key: value for key, value in mapping.items() if key not in known}


def _section(table: Table, written: dict[str, Any]) -> dict[str, Any]:
    """A row in order, without nulls and without what is the default anyway."""
    defaults = {c.record_name: c.default for c in table.columns.values() if c.default is not None}
    kept = {k: v for k, v in written.items() if v is not None and not (k in defaults and defaults[k] == v)}
    return _sorted(kept, _order(table))


def comments_problem(text: str, *, file: str) -> Problem | None:
    """A comment below the head of a file: it would not survive; notes belong into `note`."""
    head = True
    for number, line in enumerate(text.split("\n"), 1):
        head = head and line.startswith("#")
        if not head and COMMENT.search(QUOTED.sub("''", line)):
            return Problem(
                file, number, "", "comments stand at the top of the file only: write it into `note`, which is published"
            )
    return None


def canonical_text(text: str, contract: Contract, *, file: str, depth: int) -> str:
    """The file in its one form; `InputError` where it is no record file."""
    problem = comments_problem(text, file=file)
    if problem:
        raise InputError([problem])
    parsed: Parsed = parse(text, file=file)
    data = parsed.data
    kind = next((k for k in KINDS if isinstance(data, dict) and k in data), None)
    if kind is None or not all(isinstance(v, dict if s == kind else list) for s, v in data.items()):
        raise InputError([parsed.problem(f"not a record file: its first section is one of {', '.join(KINDS)}")])
    head = [line for line in text.split("\n")[: _head(text)] if not line.startswith("# yaml-language-server:")]
    lines = [schema_line(kind, depth), *head]
    for section, table_name in KINDS[kind].sections.items():
        table = contract.table(table_name)
        if section == kind:
            lines.append(f"{section}:")
            lines += [f"  {_named(k, v)}" for k, v in _section(table, data[section]).items()]
        elif data.get(section):
            lines.append(f"{section}:")
            lines += [
                f"  - {_flow(_section(table, row))}" if isinstance(row, dict) else f"  - {_flow(row)}"
                for row in data[section]
            ]
    if data.get("evidence"):
        lines.append("evidence:")
        lines += [
            f"  - {_flow(_sorted(e, list(EVIDENCE_KEYS)))}" if isinstance(e, dict) else f"  - {_flow(e)}"
            for e in data["evidence"]
        ]
    for other in data:
        if other not in (*KINDS[kind].sections, "evidence"):
            raise InputError(
                [parsed.problem(f"unknown section; allowed: {', '.join((*KINDS[kind].sections, 'evidence'))}", other)]
            )
    return "\n".join(lines) + "\n"


def _head(text: str) -> int:
    """Number of comment lines at the top."""
    lines = text.split("\n")
    return next((i for i, line in enumerate(lines) if not line.startswith("#")), len(lines))


def depth_of(path: Path, root: Path) -> int:
    """How many folders lie between a file and the root."""
    return len(path.relative_to(root).parts) - 1
