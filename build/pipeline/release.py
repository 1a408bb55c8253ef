"""Cut a release: tables, differences, the version number they ask for, a new version folder, the index, the texts.

The index is the moment of release: before it is replaced nothing is released, after it only texts remain to be written, and
running the same release again writes them. What an interrupted run left behind is removed by the next.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import filelock
import polars as pl
import pyarrow as pa

from conflict_data import contract as contracts
from conflict_data import integrity, rules, store
from conflict_data.contract import Contract
from conflict_data.derive.frames import plain_schema
from conflict_data.differences import Difference, compare
from conflict_data.errors import ConflictDataError, InputError, Problem
from pipeline import assemble, bump, changes, check, publish, reliability

STAGE = ".stage-"
Step = Callable[[str], None]
"""Called before each step of publishing with its name; tests break off there."""


class ReleaseRefusedError(ConflictDataError):
    """The release must not be cut; the message says why."""


@dataclass
class Prepared:
    """All that a release will write."""

    version: str
    released: date
    files: dict[str, bytes]
    rows: dict[str, int]
    reasons: list[bump.Reason]
    changed: list[dict[str, object]]
    warnings: list[Problem]
    previous: str | None = None
    """Release with which it was compared."""


@dataclass(frozen=True)
class Place:
    """Where a release goes: the root of a checkout."""

    root: Path

    @property
    def data(self) -> Path:
        return self.root / "conflict_data" / "data"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def index(self) -> Path:
        return self.data / store.INDEX


def read_index(place: Place) -> dict[str, dict[str, object]]:
    """Released versions of the checkout, as its index says."""
    if not place.index.is_file():
        return {}
    versions: dict[str, dict[str, object]] = json.loads(place.index.read_text("utf-8"))["versions"]
    return versions


def newest(place: Place) -> str | None:
    """Newest version released in the checkout."""
    return max(read_index(place), key=store.number, default=None)


def previous_frames(place: Place, version: str | None) -> dict[str, pl.DataFrame]:
    """Tables of a released version as frames, codes as strings."""
    if version is None:
        return {}
    folder = place.data / version
    frames = {name: pl.read_parquet(folder / f"{name}.parquet") for name in contracts.read(folder).tables}
    return {n: f.with_columns(pl.col(pl.Categorical).cast(pl.String)) for n, f in frames.items()}


def differences(
    contract: Contract, old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]
) -> dict[str, Difference]:
    """What differs, table by table; a table that the old state lacks counts as empty."""
    found: dict[str, Difference] = {}
    for name, frame in new.items():
        key = contract.table(name).key
        before = old.get(name)
        found[name] = compare(frame.clear() if before is None else before, frame, key=key)
    return found


@dataclass
class State:
    """Checked tables with the changes since the newest release, and what is wrong with their reasons."""

    built: assemble.Built
    tables: dict[str, pa.Table]
    explained: changes.Explained
    before: str | None
    old: dict[str, pl.DataFrame]
    reports: dict[str, str]
    """Reports that lie beside the tables: file name → text."""


def state(
    place: Place, contract: Contract, *, version: str, metadata: Mapping[str, str], today: date | None,
    progress: assemble.Progress = lambda *_: None,
) -> State:  # fmt: skip
    """The tables of the seeds; `changes` carries those of all releases and, under `version`, those since the newest."""
    before = newest(place)
    old = previous_frames(place, before)
    seeds = assemble.read(place.seeds, contract, progress=progress)
    carried = old["changes"].to_dicts() if before else []
    built = assemble.assemble(
        contract, seeds, progress=progress, metadata=metadata, previous=_under(contract, old), release_date=today
    )
    fates = dict(built.frames["tombstones"].select("record_id", pl.col("status").cast(pl.String)).iter_rows())
    evidence = built.frames["evidence"]
    explained = changes.explain(
        contract,
        differences(contract, old, built.frames) if before else {},
        changes.read(place.seeds, contract),
        evidence,
        old.get("evidence", evidence.clear()),
        fates,
        version=version,
        previous=before,
    )
    rows = [*carried, *explained.rows]
    tables = built.tables | check.arrow_tables(contract, {"changes": rows}, {}, metadata=metadata)
    return State(built, tables, explained, before, old, _reports(place, built, version))


AUDITS = "audit"


def _reports(place: Place, built: assemble.Built, version: str) -> dict[str, str]:
    """How reliable the coding is: agreement of coders and of rules, and the audit of this version if there is one."""
    evidence = built.frames["evidence"].to_dicts()
    hand = {
        number: reliability.compare(reliability.first_values(evidence, built.rows, again), again.values)
        for number, again in reliability.read(place.seeds).items()
    }
    reports = {"agreement.csv": reliability.report(hand, built.coded.agreement, built.coded.pairs)}
    audit = place.seeds / AUDITS / f"{version}.csv"
    return reports | ({"audit.csv": audit.read_text("utf-8")} if audit.is_file() else {})


def prepare(
    place: Place, contract: Contract, version: str, *, today: date, progress: assemble.Progress = lambda *_: None
) -> Prepared:
    """Build and check everything in memory; `ReleaseRefusedError` or `InputError` where the release must not be."""
    if not re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version):
        raise ReleaseRefusedError(f"{version!r} is no version number: MAJOR.MINOR.PATCH")
    metadata = {"version": version, "licence": "CC-BY-4.0", "released": today.isoformat()}
    made = state(place, contract, version=version, metadata=metadata, today=today, progress=progress)
    before, explained = made.before, made.explained
    check.refuse([*explained.wrong, *_misdated(made, version)])
    if explained.unexplained:
        raise InputError(explained.unexplained)
    reasons = _reasons(contract, place, before, made.old, made.built)
    if before is not None:
        level = bump.required(reasons)
        if level is bump.Bump.NONE:
            raise ReleaseRefusedError(f"nothing differs from {before}: there is nothing to release")
        lowest = bump.lowest_version(before, level)
        if store.number(version) < store.number(lowest):
            top = "; ".join(r.what for r in reasons if r.bump is level)[:400]
            raise ReleaseRefusedError(
                f"{version} is too low: the changes are {level} and ask for {lowest} or higher ({top})"
            )
    files = publish.build_files(contract, made.tables, version=version, released=today, reports=made.reports)
    rows = {name: table.num_rows for name, table in made.tables.items()}
    return Prepared(version, today, files, rows, reasons, explained.rows, made.built.warnings, before)


def _misdated(made: State, version: str) -> list[Problem]:
    """New tombstones that name another version than the one that is cut."""
    stones = made.built.frames["tombstones"]
    known = set(made.old["tombstones"]["record_id"]) if "tombstones" in made.old else set()
    return [
        made.built.rows[record].problem(
            f"{record} is gone from {version} on, not from {named}: write {version}", "version"
        )
        for record, named in stones.select("record_id", "version").iter_rows()
        if record not in known and named != version
    ]


def _reasons(
    contract: Contract, place: Place, before: str | None, old: Mapping[str, pl.DataFrame], built: assemble.Built
) -> list[bump.Reason]:
    if before is None:
        return []
    found = differences(contract, old, {n: f for n, f in built.frames.items() if n != "changes"})
    return [*_contract_reasons(contract, place, before, old), *bump.record_reasons(found)]


def _contract_reasons(
    contract: Contract, place: Place, before: str, old: Mapping[str, pl.DataFrame]
) -> Iterator[bump.Reason]:
    old_contract = contracts.read(place.data / before)
    if old_contract == contract:
        return
    broken = {f.rule_id for f in rules.check_tables(_under(contract, old), contract)}
    yield from bump.contract_reasons(old_contract, contract, breaks=broken.__contains__)


def contract_changes(place: Place, version: str) -> list[str]:
    """What a released version changed in the contract of the one before it, in words."""
    before = read_index(place)[version]["previous"]
    if before is None:
        return []
    old = previous_frames(place, str(before))
    return [r.what for r in _contract_reasons(contracts.read(place.data / version), place, str(before), old)]


def _under(contract: Contract, old: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Released tables that a later contract still has, in its columns and types; what they did not have is null."""
    return {
        name: frame.select(
            pl.col(column).cast(kind, strict=False)
            if column in frame.columns
            else pl.lit(None, dtype=kind).alias(column)
            for column, kind in plain_schema(contract, name).items()
        )
        for name, frame in old.items()
        if name in contract.tables
    }


def publish_release(place: Place, prepared: Prepared, *, step: Step = lambda _: None) -> Path:
    """Write the version folder, then the index; a released version is never touched."""
    place.data.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(place.data / ".lock", timeout=0):
        released = read_index(place)
        if prepared.version in released:
            raise ReleaseRefusedError(
                f"{prepared.version} is released and is never written again: choose a higher number"
            )
        if newest(place) != prepared.previous:
            raise ReleaseRefusedError(
                f"{newest(place)} was released while {prepared.version} was prepared against {prepared.previous}: run again"
            )
        final = place.data / prepared.version
        step("clear")
        for left in place.data.glob(f"{STAGE}*"):
            shutil.rmtree(left)
        if final.exists():  # a folder that no index names was never released
            shutil.rmtree(final)
        step("stage")
        staged = publish.stage(place.data, prepared.files)
        step("name")
        staged.rename(final)
        step("index")
        entry = {
            "released": prepared.released.isoformat(),
            "previous": newest(place),
            "rows": prepared.rows,
            "manifest_sha256": hashlib.sha256(prepared.files[publish.MANIFEST]).hexdigest(),
        }
        versions = dict(sorted({**released, prepared.version: entry}.items(), key=lambda item: store.number(item[0])))
        replace(place.index, publish.json_text({"versions": versions}))
        step("indexed")
    bad = integrity.faults(final)
    if bad:
        raise ConflictDataError("\n".join(bad))
    return final


def replace(path: Path, text: str) -> None:
    """A file's new text in one step."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def require_clean(root: Path) -> None:
    """Refuse a tree with uncommitted changes, other than what an interrupted release left in the data folder."""
    run = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        raise ReleaseRefusedError(f"git status failed: {run.stderr.strip()}")
    dirty = [line for line in run.stdout.splitlines() if not line[3:].startswith("conflict_data/data/")]
    if dirty:
        raise ReleaseRefusedError(
            "the tree has uncommitted changes; a release is cut from a commit:\n" + "\n".join(dirty[:10])
        )
