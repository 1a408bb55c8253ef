"""Seeds → checked tables: the whole one-way flow, each step in its order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from conflict_data import extraction
from conflict_data.contract import Contract
from conflict_data.errors import InputError, Problem
from pipeline import (
    check,
    coding,
    documents,
    gazetteer,
    ledger,
    proof,
    read_documents,
    records,
    row_gate,
    strays,
    tabulate,
    totals,
    written,
)
from pipeline.link import Linked, Linker
from pipeline.minted import Finder, Found, Unminted
from pipeline.places import Places
from pipeline.records import RecordFile, Row
from pipeline.rule_rows import Maker

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
    minted: list[ledger.Entry] = field(default_factory=list)

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
    unminted: list[Unminted]
    rows: dict[str, Row] = field(default_factory=dict)


def read(seeds: Path, contract: Contract, *, progress: Progress = lambda *_: None) -> Seeds:
    """Read everything; `InputError` lists every fault of every file at once."""
    found, problems = documents.read_all(seeds, contract, progress=lambda name: progress("read documents", name))
    files, more = records.read_all(seeds, contract, progress=lambda name: progress("read records", name))
    problems += more
    places, more = gazetteer.read(seeds, contract)
    problems += more
    tables, other, more = written.read(seeds, contract)
    problems += [*more, *strays.strays(seeds, strays.every(seeds))]
    if not files and not problems:
        problems.append(
            Problem(f"{seeds.name}/records", 0, "", "there is no record: nothing is published from empty seeds")
        )
    waivers: list[check.Waiver] = []
    try:
        waivers = check.read_waivers(seeds, contract)
    except InputError as error:
        problems += error.problems
    minted, more = ledger.read(seeds, contract)
    problems += more
    coded = {row.record_id: row for record in files for row in record.rows}
    for entry in minted:
        for identifier in coded.keys() & set(entry.ids):
            row = coded[identifier]
            problems.append(entry.problem(f"{identifier} is coded in {row.file}:{row.line}: take the entry out"))
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
    return Seeds(found, files, places, tables, other, waivers, minted)


@dataclass
class Linkage:
    """What rules read, the events that it speaks of, and what the ledger has of the rest."""

    names: extraction.Gazetteer
    linked: list[Linked]
    finder: Finder
    found: Found


def link(contract: Contract, seeds: Seeds, *, progress: Progress = lambda *_: None) -> Linkage:
    """Extract and link: with coded events first, then with those of the ledger."""
    progress("extract", "rules")
    names = read_documents.gazetteer(seeds.gazetteer)
    extractions = read_documents.run(seeds.documents, names, progress=lambda name: progress("extract", name))
    progress("link", "claims to events")
    places = Places(seeds.gazetteer)
    linker = Linker(seeds.records, places)
    linked, unlinked = linker.link(seeds.documents, extractions)
    finder = Finder(seeds.documents, extractions, linker, linked, unlinked, Maker(contract, places, names))
    retired = [row["record_id"] for row in seeds.written["tombstones"]]
    found = finder.find(seeds.minted, retired)
    return Linkage(names, linked + found.linked, finder, found)


def assemble(
    contract: Contract, seeds: Seeds, *, progress: Progress = lambda *_: None, metadata: Mapping[str, str] | None = None,
    previous: Mapping[str, pl.DataFrame] | None = None, release_date: date | None = None,
) -> Built:  # fmt: skip
    """Extract, prove, link, code, tabulate, check; `InputError` lists every fault."""
    linkage = link(contract, seeds, progress=progress)
    minted = {row.record_id: row for file in linkage.found.files for row in file.rows}
    rows = [*seeds.rows, *minted.values()]
    by_id = {row.record_id: row for row in rows}
    prover = proof.Prover(contract, seeds.documents, linkage.names)
    problems: list[Problem] = []
    hand: list[dict[str, Any]] = []
    for record in seeds.records:
        progress("prove", record.file)
        hand += prover.prove(record, problems)
    hand = list({e["evidence_id"]: e for e in hand}.values())
    check.refuse(problems)
    progress("code", "one value per field")
    coded = coding.code(contract, linkage.linked, hand, seeds.documents, prover, by_id, minted)
    evidence = hand + coded.evidence
    by_rule = [r for r in rows if r.record_id in minted or r.values.get("coding_method") == totals.RULE_MADE]
    by_hand = [r for r in rows if r.record_id not in minted and r.values.get("coding_method") != totals.RULE_MADE]
    bare = [
        *proof.uncovered(contract, by_hand, hand),
        *proof.uncovered(contract, by_rule, evidence),
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
    return Built(arrow, frames, [*linkage.found.told, *warnings], coded, linkage.found.unminted, located)
