"""Check what a contributor changed, offline and in seconds: form, schema, evidence, rules of single rows, references."""

from __future__ import annotations

import difflib
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from conflict_data.contract import ITEM_SEPARATOR, Contract
from conflict_data.errors import InputError, Problem
from pipeline import (
    canonical,
    changes,
    check,
    documents,
    gazetteer,
    ledger,
    proof,
    read_documents,
    records,
    row_gate,
    strays,
    strict_yaml,
    written,
)
from pipeline.records import RecordFile, Row


def changed_files(root: Path, *, base: str = "HEAD") -> list[Path]:
    """Files under `seeds/` that differ from `base` or are new, as git sees them."""
    commands = (
        ["diff", "--name-only", "--diff-filter=d", base, "--", "seeds"],
        ["ls-files", "--others", "--exclude-standard", "--", "seeds"],
    )
    found: set[Path] = set()
    for command in commands:
        run = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, check=False)
        if run.returncode != 0:
            raise InputError([Problem("git", 0, "", run.stderr.strip() or "failed")])
        found |= {root / line for line in run.stdout.splitlines() if line}
    return sorted(found)


def check_files(
    root: Path, contract: Contract, paths: Iterable[Path], *, fix: bool = False
) -> tuple[list[Problem], list[Path]]:
    """(problems, files put into their one form) for the files given; other seeds are read only as far as needed.

    With `fix`, record files that are not in their one form are rewritten.
    """
    wanted = sorted(set(paths))
    problems = strays.strays(root / "seeds", wanted)
    fixed: list[Path] = []
    record_paths = [p for p in wanted if p.suffix == ".yaml" and (root / "seeds" / "records") in p.parents]
    document_paths = [p for p in wanted if p.suffix == ".md" and (root / "seeds" / "documents") in p.parents]
    for path in record_paths:
        try:
            fixed += _form(path, root, contract, problems, fix=fix)
        except InputError as error:
            problems += error.problems
    problems += _other_files(root, contract, wanted)
    problems += _doubled_urls(root, document_paths) if document_paths else []
    affected = _citing(root, document_paths) if document_paths else []
    read: list[RecordFile] = []
    reader = records.Reader(contract)
    for path in sorted({*record_paths, *affected}):
        try:
            read.append(reader.read(path, name=path.relative_to(root).as_posix()))
        except InputError as error:
            problems += error.problems
    texts, faults = _documents(root, contract, read, document_paths)
    problems += faults
    if read:
        problems += _contents(root, contract, read, texts)
    return sorted(set(problems)), fixed


def _form(path: Path, root: Path, contract: Contract, problems: list[Problem], *, fix: bool) -> list[Path]:
    name = path.relative_to(root).as_posix()
    text = strict_yaml.read_text(path, name=name)
    wanted = canonical.canonical_text(text, contract, file=name, depth=canonical.depth_of(path, root))
    if text == wanted:
        return []
    if fix:
        path.write_text(wanted, "utf-8")
        return [path]
    for number, (a, b) in enumerate(zip(text.split("\n"), wanted.split("\n"), strict=False), 1):
        if a != b:
            hint = next(iter(difflib.ndiff([a], [b])), "")[:60]
            problems.append(
                Problem(name, number, "", f"not in the one form of record files ({hint.strip()} …): run `make fix`")
            )
            break
    else:
        problems.append(Problem(name, len(text.split("\n")), "", "not in the one form of record files: run `make fix`"))
    return []


def _citing(root: Path, document_paths: Iterable[Path]) -> list[Path]:
    """Record files that cite one of these documents: their words may have gone."""
    ids = {path.stem.rsplit("_src_", 1)[-1] for path in document_paths}
    return [
        p
        for p in records.files(root / "seeds")
        if any(f"src_{i}" in p.read_text("utf-8", errors="replace") for i in ids)
    ]


def _documents(
    root: Path, contract: Contract, read: Iterable[RecordFile], paths: Iterable[Path]
) -> tuple[dict[str, documents.Document], list[Problem]]:
    """The documents changed and those cited by the records read."""
    cited = {statement.source_id for record in read for statement in record.statements}
    by_id = {f"src_{p.stem.rsplit('_src_', 1)[-1]}": p for p in documents.files(root / "seeds")}
    needed = {by_id[i] for i in cited if i in by_id} | set(paths)
    found: dict[str, documents.Document] = {}
    problems: list[Problem] = []
    for path in sorted(needed):
        try:
            document = documents.read(path, contract, name=path.relative_to(root).as_posix())
        except InputError as error:
            problems += error.problems
            continue
        found[document.source_id] = document
    return found, problems


def _contents(
    root: Path, contract: Contract, read: list[RecordFile], texts: dict[str, documents.Document]
) -> list[Problem]:
    places, problems = gazetteer.read(root / "seeds", contract)
    prover = proof.Prover(contract, texts, read_documents.gazetteer(places))
    rows = {row.record_id: row for record in read for row in record.rows}
    evidence = [item for record in read for item in prover.prove(record, problems)]
    problems += proof.uncovered(contract, rows.values(), evidence)
    problems += _references(root, contract, rows.values(), {row.record_id for row in places if row.table == "places"})
    problems += row_gate.problems(contract, rows.values())
    return problems


def _references(root: Path, contract: Contract, rows: Iterable[Row], places: set[str]) -> list[Problem]:
    """References to places and to other records that do not exist."""
    problems: list[Problem] = []
    known: set[str] | None = None
    for row in rows:
        for column in contract.table(row.table).columns.values():
            target, value = column.ref or column.items_ref, row.values.get(column.name)
            if target is None or value is None or column.is_derived:
                continue
            for item in str(value).split(ITEM_SEPARATOR) if column.items_ref else [str(value)]:
                if target != "places" and known is None:
                    known = _all_ids(root)
                if item in (places if target == "places" else known or ()):
                    continue
                close = difflib.get_close_matches(item, sorted(places if target == "places" else known or ()), n=3)
                hint = f"; nearest: {', '.join(close)}" if close else ""
                problems.append(row.problem(f"{item!r} is not among the {target}{hint}", column.name))
    return problems


def _all_ids(root: Path) -> set[str]:
    """Identifiers of all rows in all record files, taken from names and texts, without a full reading."""
    found: set[str] = set()
    for path in records.files(root / "seeds"):
        found.add("_".join(path.stem.split("_")[-2:]))
        found.update(records.CHILD_ID.findall(path.read_text("utf-8", errors="replace")))
    minted = root / "seeds" / ledger.FILE
    found.update(ledger.ID.findall(minted.read_text("utf-8", errors="replace")) if minted.is_file() else ())
    return found


def _other_files(root: Path, contract: Contract, paths: Iterable[Path]) -> list[Problem]:
    """Faults of changed files beside records and documents: coverage, tombstones, minted records, waivers, reasons."""
    seeds = root / "seeds"
    names = {p.relative_to(seeds).as_posix() for p in paths if seeds in p.parents}
    problems: list[Problem] = []
    if names & set(written.FILES.values()):
        problems += written.read(seeds, contract)[2]
    if ledger.FILE in names:
        problems += ledger.read(seeds, contract)[1]
    for name, read in ((check.WAIVERS, check.read_waivers), (changes.PENDING, changes.read)):
        if name in names:
            try:
                read(seeds, contract)
            except InputError as error:
                problems += error.problems
    return problems


def _doubled_urls(root: Path, paths: Iterable[Path]) -> list[Problem]:
    """Changed documents whose page another document has already."""
    wanted = set(paths)
    owners: dict[str, list[Path]] = defaultdict(list)
    for path in documents.files(root / "seeds"):
        head = path.read_text("utf-8", errors="replace").split("\n---", 1)[0]
        for url in re.findall(r'(?m)^url: "?([^\s"]+)', head):
            owners[url].append(path)
    problems: list[Problem] = []
    for group in owners.values():
        for path in wanted.intersection(group) if len(group) > 1 else ():
            other = next(p for p in group if p != path).relative_to(root).as_posix()
            name = path.relative_to(root).as_posix()
            problems.append(Problem(name, 2, "url", f"the page is already {other}: one document a page"))
    return problems
