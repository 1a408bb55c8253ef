"""A release whose contract differs from the last one's: new, removed and retyped columns and tables, renamed codes, new rules.

Every version stays loadable in every engine by its own contract, and differences, history and reasons lead across the change.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import made_up
import polars as pl
import pytest
from pipeline import release, tabulate
from releasing import Document, changed, checkout, cut, edit, explain, renamed

import conflict_data as cd
from conflict_data import store
from conflict_data.contract import Contract
from conflict_data.differences import diff_all
from conflict_data.errors import InputError


@pytest.fixture
def place(seeds: Path) -> release.Place:
    return checkout(seeds)


def without_rules(word: str) -> Callable[[Document], object]:
    """No rule speaks of the word."""
    return lambda d: d.update(rules=[r for r in d["rules"] if word not in json.dumps(r)])


def without_column(table: str, column: str) -> tuple[Callable[[Document], object], ...]:
    return lambda d: d["tables"][table]["properties"].pop(column), without_rules(column)


def without_table(table: str) -> tuple[Callable[[Document], object], ...]:
    return lambda d: d["tables"].pop(table), without_rules(table)


def retyped(table: str, column: str, kind: str) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        spec = document["tables"][table]["properties"][column]
        for bound in ("minimum", "maximum"):
            spec.pop(bound, None)
        spec["type"] = kind

    return change


@pytest.fixture
def data(place: release.Place, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The place's releases in place of the package's own."""
    monkeypatch.setattr(store, "DATA", place.data)
    store._index.cache_clear()
    yield place.data
    store._index.cache_clear()


def every_version_loads(*versions: str) -> None:
    """By its own contract, in every engine; history and differences lead over all of them."""
    store._index.cache_clear()
    assert list(store.released()) == list(versions)
    assert cd.verify(every=True) == list(versions)
    for version in versions:
        for table in cd.tables(version=version):
            frame = cd.load(table, version=version)
            named = [cd.load(table, version=version, engine=engine) for engine in ("pandas", "duckdb")]
            assert all(list(f.columns) == frame.columns for f in named)
            assert cd.load(table, version=version, engine="pyarrow").column_names == frame.columns
            assert cd.scan(table, version=version).collect().height == frame.height
            if frame.height and table not in ("places", "place_names"):
                cd.validate(frame, table, version=version)
    for table in {t for v in versions for t in cd.tables(version=v)} - {"places", "place_names"}:
        assert set(cd.history(table)["data_version"]) <= set(versions)
    for old, new in pairwise(versions):
        assert len(diff_all(new, old)) == len(diff_all(old, new))


MEDIATORS = (
    "  mediators: [ARE]\n",
    '  - {source: src_bbbb2222, party: media, words: "United Arab Emirates", says: {mediators: [ARE]}}\n',
)


def test_what_a_new_column_holds_needs_no_reason(place: release.Place, data: Path, contract: Contract) -> None:
    whole = (place.seeds / made_up.EXCHANGE_FILE).read_text()
    for line in MEDIATORS:
        edit(place, made_up.EXCHANGE_FILE, line, "")
    cut(place, changed(contract, *without_column("exchanges", "mediators")), "0.1.0")
    (place.seeds / made_up.EXCHANGE_FILE).write_text(whole)
    prepared = cut(place, contract, "0.2.0")
    told = [(c["old_value"], c["new_value"], c["reason"]) for c in prepared.changed if c["field"] == "mediators"]
    assert told == [(None, "ARE", "The column mediators is new.")]
    every_version_loads("0.1.0", "0.2.0")


def test_a_column_is_taken_away(place: release.Place, data: Path, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    fewer = changed(contract, *without_column("exchanges", "mediators"))
    for line in MEDIATORS:
        edit(place, made_up.EXCHANGE_FILE, line, "")
    with pytest.raises(
        release.ReleaseRefusedError, match=r"are major and ask for 0\.2\.0 .*exchanges\.mediators removed"
    ):
        cut(place, fewer, "0.1.1")
    prepared = cut(place, fewer, "0.2.0")
    told = [(c["old_value"], c["new_value"], c["reason"]) for c in prepared.changed if c["field"] == "mediators"]
    assert told == [("ARE", None, "The column mediators was taken away.")]
    every_version_loads("0.1.0", "0.2.0")
    there, back = cd.diff("exchanges", "0.1.0", "0.2.0"), cd.diff("exchanges", "0.2.0", "0.1.0")
    assert there.filter(pl.col("field") == "mediators")["old_value"].to_list() == ["ARE"]
    assert back.filter(pl.col("field") == "mediators")["new_value"].to_list() == ["ARE"]
    assert cd.history("exchanges")["mediators"].to_list() == ["ARE", None]


def test_a_table_comes_and_goes(
    place: release.Place, data: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    fewer = changed(contract, *without_table("coverage"))
    make = tabulate.tabulate
    steps = (("0.1.0", fewer, False), ("0.2.0", contract, False), ("0.2.1", contract, True), ("0.3.0", fewer, False))
    reasons = {}
    for version, of_its_day, filled in steps:
        if filled:
            (place.seeds / "coverage.yaml").write_text(
                "- {month: 2031-03-01, kind: attacks, status: partial, selection: Made up., known_gaps: One page was read.}\n"
            )
        else:
            (place.seeds / "coverage.yaml").unlink(missing_ok=True)
        with monkeypatch.context() as patch:
            if "coverage" not in of_its_day.tables:
                patch.setattr(tabulate, "tabulate", lambda *a: {k: v for k, v in make(*a).items() if k != "coverage"})
            reasons[version] = {r.what for r in cut(place, of_its_day, version).reasons}
    assert "table coverage added" in reasons["0.2.0"]
    assert "table coverage removed" in reasons["0.3.0"]
    every_version_loads("0.1.0", "0.2.0", "0.2.1", "0.3.0")
    assert cd.diff("coverage", "0.2.1", "0.3.0")["change"].to_list() == ["removed"]
    assert cd.diff("coverage", "0.1.0", "0.2.1")["change"].to_list() == ["added"]
    assert diff_all("0.2.1", "0.3.0")["table"].to_list() == ["coverage"]
    with pytest.raises(cd.UnknownTableError):
        cd.diff("coverage", "0.1.0", "0.3.0")


RENAME = """- codelist: weapon_class
  expect: owa_uav
  becomes: one_way_uav
  reason: The field writes it so.
"""


def test_a_code_gets_another_name_by_one_entry(place: release.Place, data: Path, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    other = changed(contract, renamed("weapon_class", "owa_uav", "one_way_uav"))
    edit(place, made_up.ATTACK_FILE, "weapon_class: owa_uav, claim", "weapon_class: one_way_uav, claim")
    words = '  - {of: mun_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "strike drones", says: {weapon_class: one_way_uav}, reading: judged, reason: "The new name."}\n'
    there = 'words: "40 strike drones", says: {weapon_class: owa_uav, launched: 40}}\n'
    edit(place, made_up.ATTACK_FILE, there, there.replace("weapon_class: owa_uav, ", "") + words)
    reasons = place.seeds / "changes" / "next.yaml"
    reasons.parent.mkdir(exist_ok=True)
    with pytest.raises(
        InputError, match=r"mun_aaaa1111\.weapon_class: changes from 'owa_uav' to 'one_way_uav' without"
    ):
        cut(place, other, "0.2.0")
    for wrong, message in {
        "becomes: one_way_uaw": r"next\.yaml:1: becomes: 'one_way_uaw' is no code: did you mean 'one_way_uav'",
        "becomes: one_way_uav\n  x: 1": "unknown field",
    }.items():
        explain(place, RENAME.replace("becomes: one_way_uav", wrong))
        with pytest.raises(InputError, match=message):
            cut(place, other, "0.2.0")
    explain(place, RENAME + RENAME.replace("owa_uav", "decoy_uav").replace("one_way_uav", "fpv_uav"))
    with pytest.raises(InputError, match="'decoy_uav' is still a code of weapon_class"):
        cut(place, other, "0.2.0")
    explain(place, RENAME)
    prepared = cut(place, other, "0.2.0")
    told = [c for c in prepared.changed if c["field"] == "weapon_class"]
    assert [(c["old_value"], c["new_value"], c["reason"]) for c in told] == [("owa_uav", "one_way_uav", "The field writes it so.")]  # fmt: skip
    every_version_loads("0.1.0", "0.2.0")
    assert cd.history("munitions")["weapon_class"].to_list() == ["owa_uav", "one_way_uav"]
    assert cd.diff("munitions", "0.1.0")["reason"].to_list() == ["The field writes it so."]


def test_a_column_gets_another_type(place: release.Place, data: Path, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    prepared = cut(place, changed(contract, retyped("exchanges", "date_precision", "number")), "0.2.0")
    assert "exchanges.date_precision: type changed" in {r.what for r in prepared.reasons}
    assert prepared.changed == []
    every_version_loads("0.1.0", "0.2.0")
    assert cd.history("exchanges")["date_precision"].to_list() == [1.0, 1.0]


def test_a_rule_that_released_rows_break_is_a_greater_change(
    place: release.Place, data: Path, contract: Contract
) -> None:
    cut(place, contract, "0.1.0")
    new = {
        "id": "Z1", "severity": "error", "words": "No more than 30.", "table": "munitions", "columns": ["downed_kinetic"],
        "sql": "downed_kinetic <= 30", "passing": [{}], "failing": [{}],
    }  # fmt: skip
    stricter = changed(contract, lambda d: d["rules"].append(new))
    with pytest.raises(InputError, match=r"Z1"):
        cut(place, stricter, "0.1.1")
    edit(place, made_up.REPORT_FILE, "31 were shot", "30 were shot")
    edit(place, made_up.ATTACK_FILE, "downed_kinetic: 31, ", "downed_kinetic: 30, ")
    edit(
        place, made_up.ATTACK_FILE, 'words: "31", says: {downed_kinetic: 31}', 'words: "30", says: {downed_kinetic: 30}'
    )
    explain(place, "- {record: mun_aaaa1111, field: downed_kinetic, expect: 31, reason: Read again.}\n")
    with pytest.raises(release.ReleaseRefusedError, match=r"ask for 0\.2\.0 or higher \(rule Z1 added"):
        cut(place, stricter, "0.1.1")
    cut(place, stricter, "0.2.0")
    every_version_loads("0.1.0", "0.2.0")
