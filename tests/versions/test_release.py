"""Releases: numbers are computed, changes need reasons, released bytes never change, and nothing is lost on the way."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import filelock
import made_up
import polars as pl
import pytest
from pipeline import release, texts
from releasing import DAY, changed, checkout, cut, edit, explain

import conflict_data as cd
from conflict_data import integrity
from conflict_data.contract import Contract
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.errors import InputError


@pytest.fixture
def place(seeds: Path) -> release.Place:
    return checkout(seeds)


def correct(place: release.Place) -> None:
    """The document is read again: six lost drones were seven."""
    edit(place, made_up.REPORT_FILE, "six were lost", "seven were lost")
    edit(place, made_up.ATTACK_FILE, "downed_ew: 6, ", "downed_ew: 7, ")
    edit(place, made_up.ATTACK_FILE, 'words: "six", says: {downed_ew: 6}', 'words: "seven", says: {downed_ew: 7}')


REASON = """- record: mun_aaaa1111
  field: downed_ew
  expect: 6
  reason: The page says seven; it was read again.
  source: src_aaaa1111
  credit: a reader
"""


def fingerprint(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


def test_a_release_is_whole_and_the_texts_name_it(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    folder = place.data / "0.1.0"
    assert integrity.faults(folder) == []
    assert {"contract.json", "rules.json", "datapackage.json", "croissant.json", "CODEBOOK.md", "manifest.json"} <= {
        p.name for p in folder.iterdir()
    }
    assert 'version = "0.1.0"' in (place.root / "pyproject.toml").read_text()
    assert "version: 0.1.0\ndate-released: 2031-03-20" in (place.root / "CITATION.cff").read_text()
    changelog = (place.root / "CHANGELOG.md").read_text()
    assert re.search(r"## \[Unreleased\]\n\n## \[0\.1\.0\] - 2031-03-20\n\nFirst words\.", changelog)


def test_a_corrected_value_needs_its_reason_and_is_listed_with_it(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    before = fingerprint(place.data / "0.1.0")
    correct(place)
    with pytest.raises(InputError, match=r"mun_aaaa1111\.downed_ew_?\w*: changes from '6' to '7' without a reason"):
        cut(place, contract, "0.1.1")
    explain(place, REASON)
    cut(place, contract, "0.1.1")
    assert fingerprint(place.data / "0.1.0") == before
    changes = pl.read_parquet(place.data / "0.1.1" / "changes.parquet")
    row = changes.filter((pl.col("record_id") == "mun_aaaa1111") & (pl.col("field") == "downed_ew")).row(0, named=True)
    assert (row["old_value"], row["new_value"], row["version"], row["credit"]) == ("6", "7", "0.1.1", "a reader")
    assert row["reason"].startswith("The page says seven")
    assert not (place.seeds / "changes" / "next.yaml").exists()
    assert (place.seeds / "changes" / "0.1.1.yaml").exists()
    assert "cells corrected" in (place.root / "CHANGELOG.md").read_text()


def test_an_entry_whose_expectation_no_longer_holds_is_an_error(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON.replace("expect: 6", "expect: 5"))
    with pytest.raises(
        InputError, match=r"next\.yaml:\d+: expect: mun_aaaa1111\.downed_ew is '6' in the last release, not '5'"
    ):
        cut(place, contract, "0.1.1")


def test_an_entry_that_explains_nothing_is_an_error(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    explain(place, REASON)
    with pytest.raises(InputError, match="does not differ from the last release"):
        cut(place, contract, "0.1.1")


def test_a_record_that_disappears_without_a_tombstone_is_refused(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    (place.seeds / made_up.EXCHANGE_FILE).unlink()
    with pytest.raises(InputError, match="exc_aaaa1111"):
        cut(place, contract, "0.1.1")
    stones = "".join(
        f"- {{record_id: {r}, table: {t}, status: retired, reason: never happened, version: 0.1.1}}\n"
        for r, t in (("exc_aaaa1111", "exchanges"), ("ret_aaaa1111", "returns"), ("ret_aaaa2222", "returns"))
    )
    (place.seeds / "tombstones.yaml").write_text(stones)
    cut(place, contract, "0.1.1")
    changes = pl.read_parquet(place.data / "0.1.1" / "changes.parquet")
    assert changes.filter(pl.col("record_id") == "exc_aaaa1111")["change"].to_list() == ["retired"]


def test_a_tombstone_names_the_version_that_is_cut(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    (place.seeds / made_up.EXCHANGE_FILE).unlink()
    (place.seeds / "tombstones.yaml").write_text(
        "".join(
            f"- {{record_id: {r}, table: {t}, status: retired, reason: never happened, version: 0.9.0}}\n"
            for r, t in (("exc_aaaa1111", "exchanges"), ("ret_aaaa1111", "returns"), ("ret_aaaa2222", "returns"))
        )
    )
    with pytest.raises(
        InputError, match=r"tombstones\.yaml:1: version: exc_aaaa1111 is gone from 0\.1\.1 on, not from 0\.9\.0"
    ):
        cut(place, contract, "0.1.1")


def test_writing_the_texts_again_takes_no_reasons_of_the_next_release(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON)
    texts.write_texts(place, "0.1.0", DAY.isoformat(), [], [])
    assert (place.seeds / "changes" / "next.yaml").exists()


def test_a_number_that_is_too_low_is_refused_with_the_one_that_is_needed(
    place: release.Place, contract: Contract
) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON)
    for version in ("0.1.0", "0.0.9"):
        with pytest.raises(release.ReleaseRefusedError, match=r"asks? for 0\.1\.1 or higher"):
            release.prepare(place, contract, version, today=DAY)


def test_nothing_new_is_no_release(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    with pytest.raises(release.ReleaseRefusedError, match=r"nothing differs from 0\.1\.0"):
        release.prepare(place, contract, "0.1.1", today=DAY)


STEPS = ("clear", "stage", "name", "index", "indexed")


class BrokenOffError(Exception):
    pass


@pytest.mark.parametrize("at", STEPS)
def test_broken_off_at_any_step_the_last_version_verifies_and_the_next_run_succeeds(
    place: release.Place, contract: Contract, at: str
) -> None:
    cut(place, contract, "0.1.0")
    before = fingerprint(place.data / "0.1.0")
    correct(place)
    explain(place, REASON)
    prepared = release.prepare(place, contract, "0.1.1", today=DAY)
    reached: list[str] = []

    def step(name: str) -> None:
        reached.append(name)
        if name == at:
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        release.publish_release(place, prepared, step=step)
    assert reached == list(STEPS[: STEPS.index(at) + 1])
    assert fingerprint(place.data / "0.1.0") == before
    assert integrity.faults(place.data / "0.1.0") == []
    if at == "indexed":
        assert release.newest(place) == "0.1.1"
    else:
        assert release.newest(place) == "0.1.0"
        release.publish_release(place, prepared)
    assert integrity.faults(place.data / "0.1.1") == []
    assert not list(place.data.glob(".stage-*"))


@pytest.mark.parametrize("at", STEPS)
def test_killed_at_any_step_the_last_version_verifies_and_the_next_run_succeeds(
    place: release.Place, contract: Contract, at: str
) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON)
    code = textwrap.dedent(f"""
        import os, signal, sys
        sys.path.insert(0, {str(made_up.ROOT / "build")!r})
        from datetime import date
        from pathlib import Path
        from conflict_data.derive.compile import compile_contract, schema_folder
        from pipeline import release
        place = release.Place(Path({str(place.root)!r}))
        prepared = release.prepare(place, compile_contract(schema_folder()), "0.1.1", today=date(2031, 3, 20))
        release.publish_release(place, prepared, step=lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == {at!r} else None)
    """)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    assert integrity.faults(place.data / "0.1.0") == []
    if at != "indexed":
        assert release.newest(place) == "0.1.0"
        release.publish_release(place, release.prepare(place, contract, "0.1.1", today=DAY))
    assert integrity.faults(place.data / "0.1.1") == []


def test_two_releases_at_once_do_not_mix(place: release.Place, contract: Contract) -> None:
    prepared = release.prepare(place, contract, "0.1.0", today=DAY)

    def other(_: str) -> None:
        with pytest.raises(filelock.Timeout):
            release.publish_release(place, prepared)

    release.publish_release(place, prepared, step=other)
    with pytest.raises(release.ReleaseRefusedError, match="is released and is never written again"):
        release.publish_release(place, prepared)
    assert integrity.faults(place.data / "0.1.0") == []


def test_an_unreadable_file_stops_the_release(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON)
    (place.seeds / made_up.REPORT_FILE).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        release.prepare(place, contract, "0.1.1", today=DAY)
    assert release.newest(place) == "0.1.0"


def test_only_a_clean_tree_is_released(place: release.Place) -> None:
    subprocess.run(["git", "init", "-q"], cwd=place.root, check=True)
    with pytest.raises(release.ReleaseRefusedError, match="uncommitted changes"):
        release.require_clean(place.root)


def test_the_command_refuses_and_releases(place: release.Place) -> None:
    shutil.copytree(made_up.ROOT / "schema", place.root / "schema")
    command = [
        sys.executable,
        str(made_up.ROOT / "build" / "cut_release.py"),
        "--root",
        str(place.root),
        "--today",
        "2031-03-20",
    ]
    git = ["git", "-c", "user.name=x", "-c", "user.email=x@x.invalid"]
    subprocess.run(["git", "init", "-q"], cwd=place.root, check=True)
    run = subprocess.run([*command, "0.1.0"], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "uncommitted changes" in run.stderr
    subprocess.run([*git, "add", "."], cwd=place.root, check=True)
    subprocess.run([*git, "commit", "-qm", "x"], cwd=place.root, check=True)
    run = subprocess.run([*command, "0.1.0"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    run = subprocess.run([*command, "0.1.0"], capture_output=True, text=True, check=False)
    assert "its texts are complete" in run.stdout


def test_every_released_version_is_whole_and_loads_by_its_own_contract() -> None:
    from conflict_data import store

    names = list(store.released())
    if names:
        assert cd.verify(every=True) == names
    for name in names:
        for table in cd.tables(version=name):
            cd.validate(cd.load(table, version=name), table, version=name)


def test_one_version_number_everywhere() -> None:
    from conflict_data import store

    names = list(store.released())
    root = made_up.ROOT
    number = re.search(r'(?m)^version = "([^"]+)"', (root / "pyproject.toml").read_text()).group(1)
    assert re.search(r"(?m)^version: (\S+)", (root / "CITATION.cff").read_text()).group(1) == number
    if names:
        headings = re.findall(r"(?m)^## \[(\d+\.\d+\.\d+)\]", (root / "CHANGELOG.md").read_text())
        assert headings[0] == number
        assert store.number(number) >= store.number(names[-1])
        assert set(names) <= set(headings)


def test_a_column_that_the_last_release_lacks_is_null_in_it(
    place: release.Place, contract: Contract, tmp_path: Path
) -> None:
    before = tmp_path / "schema"
    shutil.copytree(schema_folder(), before)
    path = before / "exchanges.schema.json"
    table = json.loads(path.read_text())
    del table["properties"]["stated_cumulative_remains"]
    path.write_text(json.dumps(table))
    cut(place, compile_contract(before), "0.1.0")
    correct(place)
    explain(place, REASON)
    prepared = cut(place, contract, "0.2.0")
    assert "exchanges.stated_cumulative_remains added" in {r.what.split(" (")[0] for r in prepared.reasons}
    assert "stated_cumulative_remains" not in pl.read_parquet(place.data / "0.1.0" / "exchanges.parquet").columns
    assert "stated_cumulative_remains" in pl.read_parquet(place.data / "0.2.0" / "exchanges.parquet").columns


def test_a_release_prepared_against_an_older_one_is_refused(place: release.Place, contract: Contract) -> None:
    cut(place, contract, "0.1.0")
    correct(place)
    explain(place, REASON)
    late = release.prepare(place, contract, "0.1.2", today=DAY)
    cut(place, contract, "0.1.1")
    with pytest.raises(
        release.ReleaseRefusedError, match=r"0\.1\.1 was released while 0\.1\.2 was prepared against 0\.1\.0"
    ):
        release.publish_release(place, late)
    assert release.newest(place) == "0.1.1"


def test_a_disk_that_is_full_at_any_write_leaves_the_last_version_and_no_litter(
    place: release.Place, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    cut(place, contract, "0.1.0")
    before = fingerprint(place.data / "0.1.0")
    correct(place)
    explain(place, REASON)
    prepared = release.prepare(place, contract, "0.1.1", today=DAY)
    real, failed = os.fsync, 0
    for last in range(100):
        calls = iter(range(1000))

        def full(handle: int, calls: Iterator[int] = calls, last: int = last) -> None:
            if next(calls) == last:
                raise OSError(28, "No space left on device")
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr("pipeline.publish.os.fsync", full)
            try:
                release.publish_release(place, prepared)
                break
            except OSError:
                failed += 1
        assert release.newest(place) == "0.1.0"
        assert fingerprint(place.data / "0.1.0") == before
        assert not list(place.data.glob(".stage-*"))
    assert failed == len(prepared.files) + 2  # each file, the folder, the index
    assert integrity.faults(place.data / "0.1.1") == []


@pytest.mark.parametrize("at", ["CHANGELOG.md", "pyproject.toml", "CITATION.cff", "README.md", "next.yaml"])
def test_broken_off_between_the_texts_the_same_command_writes_the_rest(
    place: release.Place, contract: Contract, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    fewer = changed(contract, lambda d: d["rules"].pop())
    cut(place, fewer, "0.1.0")
    correct(place)
    explain(place, REASON)
    shutil.copytree(made_up.ROOT / "schema", place.root / "schema")
    prepared = release.prepare(place, contract, "0.1.1", today=DAY)
    release.publish_release(place, prepared)
    real = Path.replace

    def broken(path: Path, target: Path) -> Path:
        if at in path.name:
            raise BrokenOffError
        return real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", broken)
        with pytest.raises(BrokenOffError):
            texts.write_texts(place, "0.1.1", DAY.isoformat(), [r.what for r in prepared.reasons], prepared.changed)
    command = [sys.executable, str(made_up.ROOT / "build" / "cut_release.py"), "--root", str(place.root), "0.1.1"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "its texts are complete" in run.stdout, run.stderr
    changelog = (place.root / "CHANGELOG.md").read_text()
    assert changelog.count("## [0.1.1]") == 1
    assert re.search(r"- rule \S+ added", changelog)
    assert 'version = "0.1.1"' in (place.root / "pyproject.toml").read_text()
    assert "version: 0.1.1" in (place.root / "CITATION.cff").read_text()
    assert (place.seeds / "changes" / "0.1.1.yaml").is_file()
    assert not (place.seeds / "changes" / "next.yaml").exists()
