"""Rows and evidence as the flat tables of the contract, with the columns that nobody writes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from conflict_data.contract import Contract
from pipeline import totals
from pipeline.documents import Document
from pipeline.independence import independent
from pipeline.places import Places
from pipeline.records import Row

EVENT_OF = {"munitions": "attack_id", "casualties": "attack_id", "returns": "exchange_id"}
CODED = ("attacks", "munitions", "casualties", "exchanges", "returns", "agreements")
Tables = dict[str, list[dict[str, Any]]]


def tabulate(
    contract: Contract, rows: Iterable[Row], gazetteer: Iterable[Row], documents: Mapping[str, Document],
    evidence: list[dict[str, Any]], written: Mapping[str, list[dict[str, Any]]],
) -> Tables:  # fmt: skip
    """All tables as lists of rows (column → value).

    `written` holds the tables that people write as they are published: coverage, tombstones, changes.
    """
    places = Places(gazetteer)
    by_table: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_table[row.table].append(row)
    attacks = {row.record_id: row.values for row in by_table["attacks"]}
    for table in ("attacks", "agreements"):
        for row in by_table[table]:
            if row.values.get("place_id"):
                row.values |= places.describe(row.values["place_id"])
    totals.mark_casualties(by_table["casualties"], attacks, places)
    totals.mark_munitions(by_table["munitions"], attacks)
    _count_sources(by_table, evidence, documents)
    tables: Tables = {name: [] for name in contract.tables}
    for name in CODED:
        tables[name] = [row.values for row in by_table[name]]
    for row in gazetteer:
        tables[row.table].append(row.values)
    pointed = Counter(e["source_id"] for e in evidence)
    tables["sources"] = [d.values | {"n_evidence": pointed[d.source_id]} for d in documents.values()]
    tables["evidence"] = evidence
    tables["coverage"] = [_coverage(row, documents, by_table) for row in written.get("coverage", [])]
    for name in ("tombstones", "changes"):
        tables[name] = list(written.get(name, []))
    return tables


def _count_sources(
    by_table: Mapping[str, list[Row]], evidence: Iterable[Mapping[str, Any]], documents: Mapping[str, Document]
) -> None:
    """How many documents stand for each row, for an event with its rows of munitions, tolls or returns, and how many are independent."""
    standing: dict[str, set[str]] = defaultdict(set)
    for item in evidence:
        if item["is_chosen"]:
            standing[item["record_id"]].add(item["source_id"])
    for table, parent in EVENT_OF.items():
        for row in by_table[table]:
            if row.values.get(parent):
                standing[row.values[parent]] |= standing[row.record_id]
    for rows in by_table.values():
        for row in rows:
            sources = standing[row.record_id]
            row.values["n_sources"] = len(sources)
            row.values["n_independent_sources"] = independent(documents[s].origins for s in sources if s in documents)


def _coverage(
    row: dict[str, Any], documents: Mapping[str, Document], by_table: Mapping[str, list[Row]]
) -> dict[str, Any]:
    """A coverage row with what was counted: documents of the month, records dated in it."""
    month: date = row["month"]

    def same(day: date | None) -> bool:
        return day is not None and (day.year, day.month) == (month.year, month.month)

    day_column = "scope_end" if row["kind"] == "casualties" else "date_end"
    return row | {
        "documents_read": sum(same(d.published) for d in documents.values()),
        "records_coded": sum(
            same(r.values.get(day_column)) and r.values.get("coding_method") != totals.RULE_MADE
            for r in by_table[row["kind"]]
        ),
    }
