"""Why released values change: entries of `seeds/changes/next.yaml` held against the cells that differ from the last release.

An entry names a record, a field and the released value that it expects, an extraction rule whose changes it explains, or a code that got
another name. A change without an entry stops a release; an entry whose expectation no longer holds is an error. What a column holds that only
one of the two contracts has needs none: the contract is the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract
from conflict_data.derive.file_schema import changes_schema
from conflict_data.differences import WHOLE, Difference, listed
from conflict_data.errors import InputError, Problem, choose
from pipeline import strict_yaml
from pipeline.gate import check_against

PENDING = "changes/next.yaml"
EXPLAINED = ("attacks", "munitions", "casualties", "exchanges", "returns", "agreements", "sources", "places")
"""Tables whose released values change only with a reason; columns that the build computes follow from these."""
NOT_RECORDED = ("changes", "evidence", "tombstones")
"""Tables that are not themselves listed in `changes`: a tombstone is told as the retirement of its record."""


@dataclass(frozen=True)
class Entry:
    """One reason."""

    record: str | None
    field: str | None
    expect: Any
    rule: str | None
    reason: str
    source: str | None
    credit: str | None
    codelist: str | None
    becomes: str | None
    line: int


def read(seeds: Path, contract: Contract) -> list[Entry]:
    """Pending entries; `InputError` lists what is wrong with the file."""
    path = seeds / PENDING
    if not path.is_file():
        return []
    name = path.relative_to(seeds.parent).as_posix()
    parsed = strict_yaml.parse(strict_yaml.read_text(path, name=name), file=name)
    if parsed.data is None:
        return []
    problems = check_against(changes_schema(contract), parsed)
    if problems:
        raise InputError(problems)
    keys = ("record", "field", "expect", "rule", "reason", "source", "credit", "codelist", "becomes")
    return [Entry(**{k: e.get(k) for k in keys}, line=parsed.line(i)) for i, e in enumerate(parsed.data)]


def _told(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


@dataclass
class Explained:
    """Changes as rows of the table `changes`, and what is wrong with the reasons."""

    rows: list[dict[str, Any]]
    unexplained: list[Problem]
    wrong: list[Problem]


def explain(
    contract: Contract, differences: Mapping[str, Difference], entries: Iterable[Entry], evidence: pl.DataFrame,
    old_evidence: pl.DataFrame, fates: Mapping[str, str], *, version: str, previous: str | None,
) -> Explained:  # fmt: skip
    """Rows of `changes` for all differences; each cell of the explained tables needs an entry."""
    pending = list(entries)
    by_cell = {(e.record, e.field): e for e in pending if e.record}
    by_rule = {e.rule: e for e in pending if e.rule}
    by_code: dict[tuple[str | None, Any], Entry] = {(e.codelist, e.expect): e for e in pending if e.codelist}
    used: set[int] = set()
    result = Explained([], [], [_no_code(contract, e) for e in by_code.values() if not _is_code(contract, e)])
    rules_of = _rules_of(evidence, old_evidence) if by_rule else {}
    for name, difference in differences.items():
        if name in NOT_RECORDED:
            continue
        table = contract.table(name)
        before, after = set(difference.removed.columns), set(difference.columns)
        for row in listed(difference, table, fates=fates).iter_rows(named=True):
            field = row["field"]
            label = table.field_of(field) if field in table.columns else field
            entry = (
                by_cell.get((row["record_id"], field))
                or by_cell.get((row["record_id"], label))
                or by_cell.get((row["record_id"], WHOLE))
            )
            if entry is None:
                entry = next((by_rule[r] for r in rules_of.get((row["record_id"], label), ()) if r in by_rule), None)
            column = table.columns.get(field)
            if entry is None and by_code and column is not None:
                entry = _renamed(column, row, by_code)
            reason = entry.reason if entry else None
            if reason is None and field != WHOLE and not (field in before and field in after):
                reason = f"The column {field} {'is new' if field in after else 'was taken away'}."
            free = row["change"] == "added" or name not in EXPLAINED or (column is not None and column.is_derived)
            if entry is not None:
                used.add(id(entry))
                result.wrong += _guard(entry, row, field == label)
            elif row["change"] in ("retired", "merged") or reason is not None:
                pass  # the tombstone or the contract tells why
            elif not free and (previous is not None):
                result.unexplained.append(
                    Problem(
                        f"table {name}",
                        0,
                        f"{row['record_id']}.{field}",
                        f"changes from {row['old_value']!r} to {row['new_value']!r} without a reason in seeds/{PENDING}",
                    )
                )
            result.rows.append({
                "version": version, "previous_version": previous, "table": name, "record_id": row["record_id"],
                "change": "retired" if row["change"] == "removed" else row["change"], "field": field,
                "old_value": row["old_value"], "new_value": row["new_value"],
                "reason": reason, "source_id": entry.source if entry else None, "credit": entry.credit if entry else None,
            })  # fmt: skip
    result.wrong += [_unneeded(e) for e in pending if id(e) not in used]
    return result


def _guard(entry: Entry, row: Mapping[str, Any], exact: bool) -> Iterator[Problem]:
    if entry.rule or entry.codelist or entry.field == WHOLE or not exact:
        return
    if _told(entry.expect) != row["old_value"]:
        yield Problem(
            f"seeds/{PENDING}",
            entry.line,
            "expect",
            f"{entry.record}.{entry.field} is {row['old_value']!r} in the last release, not {_told(entry.expect)!r}",
        )


def _is_code(contract: Contract, entry: Entry) -> bool:
    """True where the entry renames a code that is no more to one that is."""
    known = contract.code_values(entry.codelist) if entry.codelist in contract.codes else []
    return entry.becomes in known and entry.expect not in known


def _no_code(contract: Contract, entry: Entry) -> Problem:
    lists = list(contract.codes)
    if entry.codelist not in lists:
        return Problem(
            f"seeds/{PENDING}", entry.line, "codelist", f"unknown code list: {choose(entry.codelist, lists)}"
        )
    codes = contract.code_values(str(entry.codelist))
    if entry.becomes not in codes:
        return Problem(
            f"seeds/{PENDING}", entry.line, "becomes", f"{entry.becomes!r} is no code: {choose(entry.becomes, codes)}"
        )
    message = f"{entry.expect!r} is still a code of {entry.codelist}: a code that records leave needs an entry for each of them"
    return Problem(f"seeds/{PENDING}", entry.line, "expect", message)


def _renamed(column: Column, row: Mapping[str, Any], by_code: Mapping[tuple[str | None, Any], Entry]) -> Entry | None:
    """The entry whose new name of a code is all that differs in a cell, where there is one."""
    codelist, old, new = column.codelist or column.items_codelist, row["old_value"], row["new_value"]
    if codelist is None or old is None or new is None:
        return None
    items, found = old.split(ITEM_SEPARATOR), None
    for i, item in enumerate(items):
        entry = by_code.get((codelist, item))
        if entry is not None:
            found, items[i] = entry, str(entry.becomes)
    return found if sorted(items) == sorted(new.split(ITEM_SEPARATOR)) else None


def _unneeded(entry: Entry) -> Problem:
    code = f"code {entry.codelist}.{entry.expect}" if entry.codelist else None
    what = code or (f"rule {entry.rule}" if entry.rule else f"{entry.record}.{entry.field}")
    return Problem(
        f"seeds/{PENDING}",
        entry.line,
        "record",
        f"{what} does not differ from the last release: the entry is wrong or no longer needed, remove it",
    )


def _rules_of(*frames: pl.DataFrame) -> dict[tuple[str, str], set[str]]:
    """Rules whose words stood or stand for a value: (record, field) → rule ids."""
    found: dict[tuple[str, str], set[str]] = {}
    for frame in frames:
        chosen = frame.filter(pl.col("is_chosen") & pl.col("rule_id").is_not_null())
        for record, field, rule in chosen.select("record_id", "field", "rule_id").iter_rows():
            found.setdefault((record, field), set()).add(rule)
    return found
