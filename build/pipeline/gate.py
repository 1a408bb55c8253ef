"""The first gate: data that people wrote against a JSON Schema, every fault with its line and what is allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import jsonschema
from jsonschema.protocols import Validator

from conflict_data.derive import record_schema
from conflict_data.derive.value_schema import INSTANT
from conflict_data.errors import Problem, choose
from conflict_data.scaffold import OPEN
from pipeline.strict_yaml import Parsed


def _enums(schema: Any) -> Any:
    """Lists of `const` as `enum`: the same meaning, checked faster, and with a message that can name what is allowed."""
    if isinstance(schema, dict):
        options = schema.get("oneOf")
        if isinstance(options, list) and options and all(isinstance(o, dict) and "const" in o for o in options):
            rest = {k: v for k, v in schema.items() if k != "oneOf"}
            return rest | {"enum": [o["const"] for o in options]}
        return {k: _enums(v) for k, v in schema.items()}
    return [_enums(v) for v in schema] if isinstance(schema, list) else schema


@lru_cache(maxsize=32)
def _validator(schema: str) -> Validator:
    return record_schema.validator(_enums(json.loads(schema)))


def validator(schema: dict[str, Any]) -> Validator:
    """Validator of a schema; building one is slow, so they are kept."""
    return _validator(json.dumps(schema, sort_keys=True))


def check_against(schema: dict[str, Any] | Validator, parsed: Parsed) -> list[Problem]:
    """All faults of a parsed file against a schema."""
    checker = validator(schema) if isinstance(schema, dict) else schema
    found = [problem for error in checker.iter_errors(parsed.data) for problem in _problems(error, parsed)]
    told = {(problem.line, problem.field) for problem in found}
    return found + [problem for problem in _left_open(parsed) if (problem.line, problem.field) not in told]


def _left_open(parsed: Parsed) -> Iterator[Problem]:
    """Values that a scaffold or draft left to the contributor; a free text would take the mark as it is."""
    pending: list[tuple[tuple[str | int, ...], Any]] = [((), parsed.data)]
    while pending:
        path, value = pending.pop()
        if isinstance(value, dict):
            pending += [((*path, key), one) for key, one in value.items()]
        elif isinstance(value, list):
            pending += [((*path, key), one) for key, one in enumerate(value)]
        elif value == OPEN:
            yield parsed.problem(f"{OPEN} still stands here: write the value, or take the line out", *path)


def _problems(error: jsonschema.ValidationError, parsed: Parsed) -> Iterator[Problem]:
    path = tuple(error.absolute_path)
    value = error.instance
    match error.validator:
        case "required":
            missing = [name for name in error.validator_value if name not in value]
            yield (
                parsed.problem(f"missing; {_meaning(error.schema, missing[0])}", *path, name=missing[0])
                if len(missing) == 1
                else parsed.problem(f"missing fields: {', '.join(missing)}", *path)
            )
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for key in value:
                if key not in known:
                    yield parsed.problem(f"unknown field: {choose(key, known)}", *path, key, name=key)
        case "enum":
            yield parsed.problem(f"{_shown(value)} is not allowed: {choose(value, error.validator_value)}", *path)
        case "if" | "then" | "else" | "allOf":
            for inner in error.context or ():
                yield from _problems(inner, parsed)
        case "anyOf" | "oneOf":
            yield parsed.problem(
                f"{_shown(value)} is not allowed: {error.schema.get('description', 'see the schema')}", *path
            )
        case "type":
            yield parsed.problem(
                f"{_shown(value)} is not {_kinds(error.validator_value)}{_hint(value, error.validator_value)}", *path
            )
        case "format":
            wanted = {
                "date": "a date of the calendar, YYYY-MM-DD",
                INSTANT: "a moment in UTC such as 2025-05-24T09:00Z",
                "uri": "an address",
            }
            yield parsed.problem(
                f"{_shown(value)} is not {wanted.get(error.validator_value, error.validator_value)}", *path
            )
        case "pattern":
            meaning = error.schema.get("description")
            told = f"; it says: {meaning}" if meaning else ""
            yield parsed.problem(f"{_shown(value)} does not have the form {error.validator_value}{told}", *path)
        case _:
            yield parsed.problem(error.message, *path)


def _meaning(schema: dict[str, Any], name: str) -> str:
    description = schema.get("properties", {}).get(name, {}).get("description")
    return f"it says: {description}" if description else "it is required"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _kinds(kinds: str | list[str]) -> str:
    names = {
        "integer": "a whole number",
        "string": "text",
        "boolean": "true or false",
        "object": "a mapping",
        "array": "a list",
        "number": "a number",
    }
    return " or ".join(names.get(k, k) for k in ([kinds] if isinstance(kinds, str) else kinds))


def _hint(value: Any, kinds: str | list[str]) -> str:
    if isinstance(value, str) and value.lower() in ("yes", "no", "on", "off") and "boolean" in kinds:
        return ": write true or false"
    if isinstance(value, str) and value.isdigit() and "integer" in kinds:
        return f": write {int(value)}"
    return ""
