"""Records over many releases at random: added, corrected, retired, merged, released, under a contract that renames codes and gains and loses a
column. Whatever happens, ids stay unique, released bytes stay as they are, every version loads, and the history can rebuild each version."""

from __future__ import annotations

import hashlib
import json
import tempfile
from datetime import date
from itertools import pairwise
from pathlib import Path

import polars as pl
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pipeline import bump, changes, publish, release
from releasing import Document, changed, renamed

import conflict_data as cd
from conflict_data import contract as contracts
from conflict_data import store
from conflict_data.contract import Contract
from conflict_data.derive.arrow import arrow_table
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.examples import minimal_row
from conflict_data.differences import compare
from conflict_data.scaffold import mint

CONTRACT: Contract = compile_contract(schema_folder())
TABLES = ("exchanges", "tombstones", "changes", "evidence")
DAY = date(2031, 3, 20)


class Releases(RuleBasedStateMachine):
    """Exchanges alone, without seeds: the state is rows, the releases are real folders with index, manifest and changes."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.place = release.Place(Path(self.folder.name))
        self.rows: dict[str, dict[str, object]] = {}
        self.stones: dict[str, dict[str, object]] = {}
        self.ever: list[str] = []
        self.bytes: dict[str, dict[str, str]] = {}
        self.states: dict[str, list[dict[str, object]]] = {}
        self.contract = CONTRACT
        self.code = "reciprocal_exchange"
        self.released_code = self.code
        self.renames = 0
        self.has_column = False
        self.old_data = store.DATA
        store.DATA = self.place.data
        store._index.cache_clear()

    def teardown(self) -> None:
        store.DATA = self.old_data
        store._index.cache_clear()
        self.folder.cleanup()

    @initialize()
    def first(self) -> None:
        self.add(1)

    @rule(number=st.integers(1, 900))
    def add(self, number: int) -> None:
        identifier = mint("exc", self.ever)
        assert identifier not in self.ever
        self.ever.append(identifier)
        self.rows[identifier] = minimal_row(
            self.contract,
            "exchanges",
            {"exchange_id": identifier, "official_number": number, "transfer_type": self.code},
        )

    @precondition(lambda self: self.rows)
    @rule(data=st.data(), number=st.integers(1, 900))
    def correct(self, data: st.DataObject, number: int) -> None:
        identifier = data.draw(st.sampled_from(sorted(self.rows)))
        self.rows[identifier] = {**self.rows[identifier], "official_number": number}

    @precondition(lambda self: len(self.rows) > 1)
    @rule(data=st.data(), merge=st.booleans())
    def remove(self, data: st.DataObject, merge: bool) -> None:
        identifier = data.draw(st.sampled_from(sorted(self.rows)))
        del self.rows[identifier]
        target = data.draw(st.sampled_from(sorted(self.rows))) if merge else None
        self.stones[identifier] = {
            "record_id": identifier, "table": "exchanges", "status": "merged" if merge else "retired",
            "merged_into": target, "reason": "made twice", "version": "0.0.0",
        }  # fmt: skip

    @rule()
    def rename_a_code(self) -> None:
        old, self.renames = self.code, self.renames + 1
        self.code = f"exchange_{self.renames}"
        self.contract = changed(self.contract, renamed("transfer_type", old, self.code))
        for row in self.rows.values():
            row["transfer_type"] = self.code

    @rule(number=st.integers(1, 900))
    def a_column_comes_or_goes(self, number: int) -> None:
        self.has_column = not self.has_column
        fresh = {"type": "integer", "description": "New.", "minimum": 0}

        def change(document: Document) -> None:
            columns = document["tables"]["exchanges"]["properties"]
            columns.update(fresh=fresh) if self.has_column else columns.pop("fresh")

        self.contract = changed(self.contract, change)
        for row in self.rows.values():
            row["fresh"] = number

    @rule()
    def release(self) -> None:
        before = release.newest(self.place)
        old = release.previous_frames(self.place, before)
        data = {
            "exchanges": list(self.rows.values()),
            "tombstones": list(self.stones.values()),
            "evidence": [],
            "changes": [],
        }
        frames = {n: pl.DataFrame(pl.from_arrow(arrow_table(self.contract, n, data[n]))) for n in TABLES}
        found = release.differences(self.contract, old, frames) if before else {}
        level = bump.Bump.MINOR
        if before:
            contract_reasons = bump.contract_reasons(contracts.read(self.place.data / before), self.contract)
            record_reasons = bump.record_reasons({"exchanges": found["exchanges"]})
            level = bump.required([*contract_reasons, *record_reasons])
        if level is bump.Bump.NONE:
            return
        version = bump.lowest_version(before, level)
        fates = {r: str(s["status"]) for r, s in self.stones.items()}
        rename = changes.Entry(
            None, None, self.released_code, None, "It is called so.", None, None, "transfer_type", self.code, 1
        )
        entries = [rename] if before and self.released_code != self.code else []
        told = changes.explain(
            self.contract,
            found,
            entries,
            frames["evidence"],
            frames["evidence"],
            fates,
            version=version,
            previous=before,
        )
        # A column that both versions have may have gone and come back in between, with other values: they need reasons too.
        in_both = {"fresh"} if before and self.has_column and "fresh" in old["exchanges"].columns else set()
        assert {p.field.rpartition(".")[2] for p in told.unexplained} <= {"official_number"} | in_both
        self.released_code = self.code
        carried = [] if not before else old["changes"].to_dicts()
        tables = {
            n: arrow_table(self.contract, n, rows) for n, rows in {**data, "changes": [*carried, *told.rows]}.items()
        }
        tables |= {n: arrow_table(self.contract, n, []) for n in CONTRACT.tables if n not in tables}
        files = publish.build_files(self.contract, tables, version=version, released=DAY)
        rows = {n: t.num_rows for n, t in tables.items()}
        release.publish_release(self.place, release.Prepared(version, DAY, files, rows, [], told.rows, [], before))
        store._index.cache_clear()
        self.bytes[version] = self.fingerprint(version)
        self.states[version] = pl.read_parquet(self.place.data / version / "exchanges.parquet").to_dicts()

    def fingerprint(self, version: str) -> dict[str, str]:
        return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (self.place.data / version).iterdir()}

    @invariant()
    def identifiers_are_never_used_again(self) -> None:
        assert len(self.ever) == len(set(self.ever))
        assert not set(self.rows) & set(self.stones)

    @invariant()
    def released_bytes_never_change(self) -> None:
        for version, wanted in self.bytes.items():
            assert self.fingerprint(version) == wanted

    @invariant()
    def every_version_loads_and_the_history_rebuilds_it(self) -> None:
        if not self.states:
            return
        whole = cd.history("exchanges")
        assert sorted(whole["data_version"].unique()) == sorted(self.states)
        for version, wanted in self.states.items():
            assert cd.load("exchanges", version=version).to_dicts() == wanted
            part = whole.filter(pl.col("data_version") == version).drop("data_version").sort("exchange_id")
            columns = cd.scan("exchanges", version=version).collect_schema().names()
            assert part.select(columns).to_dicts() == wanted
            assert all(part[c].null_count() == len(part) for c in part.columns if c not in columns)

    @invariant()
    def a_difference_leads_from_each_version_to_the_next(self) -> None:
        names = sorted(self.states, key=store.number)
        for old, new in pairwise(names):
            a, b = (cd.load("exchanges", version=v) for v in (old, new))
            assert (
                compare(a, b, key=["exchange_id"]).apply(compare(a, a, key=["exchange_id"]).apply(a)).to_dicts()
                == b.to_dicts()
            )

    @invariant()
    def changes_of_all_versions_lead_from_the_first_to_the_last(self) -> None:
        if len(self.states) < 2:
            return
        first, *later = sorted(self.states, key=store.number)
        numbers = {r["exchange_id"]: r["official_number"] for r in self.states[first]}
        told = pl.read_parquet(self.place.data / later[-1] / "changes.parquet")
        for version in later:
            for row in told.filter(pl.col("version") == version).iter_rows(named=True):
                if row["change"] in ("retired", "merged"):
                    del numbers[row["record_id"]]
                elif row["change"] == "added":
                    added = next(r for r in self.states[version] if r["exchange_id"] == row["record_id"])
                    numbers[row["record_id"]] = added["official_number"]
                elif row["field"] == "official_number":
                    assert str(numbers[row["record_id"]]) == row["old_value"]
                    numbers[row["record_id"]] = int(row["new_value"])
        assert numbers == {r["exchange_id"]: r["official_number"] for r in self.states[later[-1]]}

    @invariant()
    def identifiers_of_the_newest_version_resolve(self) -> None:
        newest = release.newest(self.place)
        if newest is None:
            return
        stones = pl.read_parquet(self.place.data / newest / "tombstones.parquet")
        for identifier in stones["record_id"]:
            found = cd.resolve(identifier)
            assert found.status in ("merged", "retired")
            assert found.path[0] == identifier
        index = json.loads(self.place.index.read_text())
        assert list(index["versions"]) == sorted(index["versions"], key=store.number)


Releases.TestCase.settings = settings(max_examples=12, stateful_step_count=14, deadline=None)
TestLifeOfRecords = Releases.TestCase
