"""Compile `schema/` (JSON Schema files, code lists, rules) into the one document that a version carries."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from conflict_data import contract as contracts
from conflict_data.contract import Contract
from conflict_data.derive.uniform_rules import uniform_rules
from conflict_data.errors import ContractError, MissingExtraError

SHARED, CODES, ORDER, RULES = "shared.schema.json", "codes.schema.json", "tables.json", "rules"


def _json(path: Path) -> dict[str, Any]:
    try:
        document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: {error}") from error
    return document


def _rules(folder: Path) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("reading schema/rules", "validate", "PyYAML") from error
    rules: list[dict[str, Any]] = []
    declined: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")) or []:
            if "declined" in entry:
                declined.append({"id": entry["id"], "words": entry["words"], "reason": entry["declined"]})
            else:
                one = {**entry, "passing": _listed(entry["passing"]), "failing": _listed(entry["failing"])}
                rules.append(json.loads(json.dumps(one, default=str)))
    return rules, declined


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _resolve(spec: dict[str, Any], shared: dict[str, Any], codes: dict[str, Any]) -> dict[str, Any]:
    """A property with its references to shared columns and code lists put in place."""
    reference = spec.get("$ref")
    if reference is None:
        if "x-items" in spec and "$ref" in spec["x-items"]:
            return {**spec, "x-items": {"x-codes": _code_list(spec["x-items"]["$ref"], codes)}}
        return spec
    own = {k: v for k, v in spec.items() if k != "$ref"}
    name = reference.rsplit("/", 1)[1]
    if reference.startswith(SHARED):
        if name not in shared:
            raise ContractError(f"{reference}: not in {SHARED}")
        return {**_resolve(shared[name], shared, codes), **own}
    codelist = _code_list(reference, codes)
    return {"type": "string", "enum": [c["const"] for c in codes[codelist]["oneOf"]], "x-codes": codelist, **own}


def _code_list(reference: str, codes: dict[str, Any]) -> str:
    name = reference.rsplit("/", 1)[1]
    if not reference.startswith(CODES) or name not in codes:
        raise ContractError(f"{reference}: not in {CODES}")
    return name


@lru_cache(maxsize=4)
def compile_contract(folder: Path) -> Contract:
    """Contract from the files in `schema/`; raises `ContractError` naming the file where they do not fit together."""
    shared, codes = _json(folder / SHARED)["$defs"], _json(folder / CODES)["$defs"]
    tables: dict[str, Any] = {}
    for name in _json(folder / ORDER)["tables"]:
        spec = _json(folder / f"{name}.schema.json")
        properties = {c: _resolve(p, shared, codes) for c, p in spec["properties"].items()}
        missing = [c for c in (*spec["required"], *spec["x-key"]) if c not in properties]
        if missing:
            raise ContractError(f"{folder / name}.schema.json: required or key names no column: {', '.join(missing)}")
        tables[name] = {k: spec[k] for k in ("title", "description", "x-key", "required")} | {"properties": properties}
    rules, declined = _rules(folder / RULES)
    document = {"tables": tables, "codes": codes, "rules": rules, "declined": declined}
    uniform = [
        {k: v for k, v in rule._asdict().items() if v not in (None, ())}
        for rule in uniform_rules(contracts.parse(document))
    ]
    return contracts.parse(json.loads(json.dumps({**document, "rules": [*rules, *uniform]}, default=str)))


def schema_folder() -> Path:
    """`schema/` of the checkout this package runs from; `ContractError` outside one."""
    folder = Path(__file__).resolve().parents[2] / "schema"
    if not (folder / ORDER).is_file():
        raise ContractError("schema/ is not here: this needs a checkout of the project")
    return folder
