"""Seeds → checked tables: the whole one-way flow, each step in its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from conflict_data.contract import Contract
from conflict_data.errors import InputError, Problem
from pipeline import check, coding, documents, gazetteer, proof, read_documents, records, row_gate, tabulate, written
from pipeline.link import Linker
from pipeline.places import Places
from pipeline.records import RecordFile, Row

Progress = Callable[[str, str], None]
"""Called with a step's name and what it works on."""


@dataclass
class Seeds:
    """What people wrote, read and through the first gate."""

    documents: dict[str, documents.Document]
    records: list[RecordFile]
    gazetteer: list[Row]
    written: dict[str, list[dict[str, Any]]]
    other_rows: list[Row]
    waivers: list[check.Waiver]

    @property
    def rows(self) -> list[Row]:
        """Rows of all record files."""
        return [row for record in self.records for row in record.rows]


@dataclass
class Built:
    """Checked tables and what is to be told of how they came about."""

    tables: dict[str, pa.Table]
    frames: dict[str, pl.DataFrame]
    warnings: list[Problem]
    coded: coding.Coded
    unlinked: int
    rows: dict[str, Row] = field(default_factory=dict)


def read(seeds: Path, contract: Contract, *, progress: Progress = lambda *_: None) -> Seeds:
    """Read everything; `InputError` lists every fault of every file at once."""
    found, problems = documents.read_all(seeds, contract, progress=lambda name: progress("read documents", name))
    files, more = records.read_all(seeds, contract, progress=lambda name: progress("read records", name))
    problems += more
    places, more = gazetteer.read(seeds, contract)
    problems += more
    tables, other, more = written.read(seeds, contract)
    problems += more
    if not files and not problems:
        problems.append(
            Problem(f"{seeds.name}/records", 0, "", "there is no record: nothing is published from empty seeds")
        )
    waivers: list[check.Waiver] = []
    try:
        waivers = check.read_waivers(seeds, contract)
    except InputError as error:
        problems += error.problems
    retired = {row["record_id"]: row for row in tables["tombstones"]}
    for row in (row for record in files for row in record.rows):
        if row.record_id in retired:
            problems.append(
                row.problem(
                    f"{row.record_id} was {retired[row.record_id]['status']} and is never used again: mint another id"
                )
            )
    progress("check rows", "row rules")
    problems += [p for p in row_gate.problems(contract, (r for f in files for r in f.rows)) if p.severity == "error"]
    check.refuse(problems)
    return Seeds(found, files, places, tables, other, waivers)


def assemble(
    contract: Contract, seeds: Seeds, *, progress: Progress = lambda *_: None, metadata: Mapping[str, str] | None = None,
    previous: Mapping[str, pl.DataFrame] | None = None, release_date: date | None = None,
) -> Built:  # fmt: skip
    """Extract, prove, link, code, tabulate, check; `InputError` lists every fault."""
    rows = seeds.rows
    by_id = {row.record_id: row for row in rows}
    progress("extract", "rules")
    names = read_documents.gazetteer(seeds.gazetteer)
    extractions = read_documents.run(seeds.documents, names, progress=lambda name: progress("extract", name))
    prover = proof.Prover(contract, seeds.documents, names)
    problems: list[Problem] = []
    hand: list[dict[str, Any]] = []
    for record in seeds.records:
        progress("prove", record.file)
        hand += prover.prove(record, problems)
    hand = list({e["evidence_id"]: e for e in hand}.values())
    check.refuse(problems)
    progress("link", "claims to events")
    linked, unlinked = Linker(seeds.records, Places(seeds.gazetteer)).link(seeds.documents, extractions)
    progress("code", "one value per field")
    coded = coding.code(contract, linked, hand, seeds.documents, prover, by_id)
    evidence = hand + coded.evidence
    by_rule = [row for row in rows if row.values.get("coding_method") == coding.RULE_MADE]
    by_hand = [row for row in rows if row.values.get("coding_method") != coding.RULE_MADE]
    bare = [
        *proof.uncovered(contract, by_hand, hand, prover.is_value),
        *proof.uncovered(contract, by_rule, evidence, prover.is_value),
    ]
    check.refuse(bare)
    progress("tabulate", "tables")
    tables = tabulate.tabulate(contract, rows, seeds.gazetteer, seeds.documents, evidence, seeds.written)
    located = by_id | {
        row.record_id: row for row in (*seeds.gazetteer, *seeds.other_rows) if row.table != "place_names"
    }
    arrow = check.arrow_tables(contract, tables, located, metadata=metadata)
    progress("check", "tables and rules")
    frames = {name: check.frame(contract, name, table) for name, table in arrow.items()}
    errors, warnings = check.check(
        contract, frames, located, seeds.waivers, previous=previous, release_date=release_date
    )
    check.refuse(errors)
    return Built(arrow, frames, warnings, coded, len(unlinked), located)
