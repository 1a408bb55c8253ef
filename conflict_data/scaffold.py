"""Scaffold record files and mint identifiers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from conflict_data.contract import Contract
from conflict_data.derive.record_schema import KINDS, RecordKind, written_columns
from conflict_data.errors import ConflictDataError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32 in lower case: no letter that is taken for a digit."""
ID_LENGTH = 8
OPEN = "FILL_IN"
"""What stands where a contributor has to write; the check tells what is allowed there."""
WORDS = "the words, exactly as the document has them"
REMARK = (
    "# Fill in what the sources say, remove what they do not; `make fix` puts the file into its one form and checks it."
)


def mint(prefix: str, taken: Iterable[str] = ()) -> str:
    """A new random identifier with that prefix that is not among `taken`."""
    used = set(taken)
    while True:
        identifier = f"{prefix}_" + "".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH))
        if identifier not in used:
            return identifier


def _needed(contract: Contract, kind: RecordKind, table: str) -> list[str]:
    """Fields that a row must have and that nothing else gives."""
    columns = written_columns(contract, kind, table)
    return [c.record_name for c in columns if not c.nullable and c.default is None and not c.inherits]


def record_text(
    contract: Contract, kind_name: str, *, day: date, depth: int, coder: str, taken: Iterable[str] = ()
) -> tuple[str, str]:
    """(identifier, text) of a new record file with its required fields, minted ids and the schema line for editors."""
    kind = KINDS[kind_name]
    main = contract.table(kind.table)
    identifier = mint(str(main.id_prefix), taken)
    known: dict[str, str] = {
        main.key[0]: identifier,
        "date_start": day.isoformat(),
        "scope_start": day.isoformat(),
        "scope_end": day.isoformat(),
        "date_precision": "1",
    }
    lines = [
        f"# yaml-language-server: $schema={'../' * depth}schema/records/{kind_name}.schema.json",
        REMARK,
        f"{kind_name}:",
    ]
    known |= {"coder": coder, "coded_date": datetime.now(UTC).date().isoformat()}
    wanted = {*_needed(contract, kind, kind.table), "coder", "coded_date"}
    order = [c.record_name for c in main.columns.values() if c.record_name in wanted]
    lines += [f"  {name}: {known.get(name, OPEN)}" for name in order]
    for section, table_name in kind.children.items():
        table = contract.table(table_name)
        child = {table.key[0]: mint(str(table.id_prefix), taken)}
        fields = [f"{name}: {child.get(name, OPEN)}" for name in _needed(contract, kind, table_name)]
        lines += [f"{section}:", "  - {" + ", ".join(fields) + "}"]
    says = f"{{date_start: {day.isoformat()}}}" if "date_start" in known and "date_start" in main.columns else "{}"
    lines += ["evidence:", f'  - {{source: {OPEN}, party: {OPEN}, words: "{WORDS}", says: {says}}}']
    return identifier, "\n".join(lines) + "\n"


def new_record(root: Path, contract: Contract, kind_name: str, *, day: date, coder: str) -> Path:
    """Write a new record file under `root/seeds/records` and return its path; `ConflictDataError` for an unknown kind."""
    if kind_name not in KINDS:
        raise ConflictDataError(f"unknown kind {kind_name!r}: allowed: {', '.join(KINDS)}")
    folder = root / "seeds" / "records" / f"{_plural(kind_name)}" / str(day.year)
    taken = {"_".join(p.stem.split("_")[-2:]) for p in (root / "seeds" / "records").rglob("*.yaml")}
    depth = len(folder.relative_to(root).parts)
    identifier, text = record_text(contract, kind_name, day=day, depth=depth, coder=coder, taken=taken)
    path = folder / f"{day.isoformat()}_{identifier}.yaml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def _plural(kind_name: str) -> str:
    return {"casualty": "casualties"}.get(kind_name, f"{kind_name}s")
