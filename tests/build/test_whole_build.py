"""From seeds to tables: what is promised of every build, on a made-up tree."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import made_up
import polars as pl
import pytest
from pipeline import assemble, publish

import conflict_data as cd
from conflict_data.contract import Contract
from conflict_data.errors import ConflictDataError, InputError


def build(seeds: Path, contract: Contract) -> dict[str, bytes]:
    built = assemble.assemble(contract, assemble.read(seeds, contract))
    return publish.build_files(contract, built.tables, version="unreleased", released=None)


def test_counts_dates_and_places_arrive_in_the_tables(made_tables: Path) -> None:
    munition = cd.load("munitions", version=made_tables).row(0, named=True)
    assert (munition["launched"], munition["downed_kinetic"], munition["downed_ew"]) == (40, 31, 6)
    attack = cd.load("attacks", version=made_tables).row(0, named=True)
    assert (attack["country"], attack["admin1_place_id"] is not None or attack["place_id"] == "ukr-kyiv") == (
        "UA",
        True,
    )
    tolls = cd.load("casualties", version=made_tables).sort("as_of")
    assert tolls["injured_low"].to_list() == [12, 15]
    assert tolls["injured_best"].to_list() == [None, 15]
    assert tolls["use_in_totals"].to_list() == [False, True]
    assert tolls["toll_series_id"].n_unique() == 1


def test_every_value_that_needs_evidence_has_words_in_the_document(made_tables: Path) -> None:
    rows = cd.evidence("exc_aaaa1111", version=made_tables, chosen=True)
    assert set(rows["field"]) >= {"date_start", "mediators", "total", "military", "civilian"}
    for row in rows.iter_rows(named=True):
        text = made_up.SWAP.split("---\n", 2)[2].strip("\n")
        assert text[row["start"] : row["end"]] == row["words"]
        assert row["words"] in row["sentence"]
    derived = rows.filter(pl.col("reading") == "derived").row(0, named=True)
    base = rows.filter(pl.col("evidence_id") == derived["derived_from"]).row(0, named=True)
    assert (base["value"], base["record_id"]) == ("55", "ret_aaaa1111")


def test_same_seeds_give_same_bytes_whatever_the_line_ends_or_key_order(seeds: Path, contract: Contract) -> None:
    first = build(seeds, contract)
    assert build(seeds, contract) == first
    record = seeds / made_up.EXCHANGE_FILE
    record.write_bytes(record.read_bytes().replace(b"\n", b"\r\n"))
    text = (seeds / made_up.ATTACK_FILE).read_text()
    (seeds / made_up.ATTACK_FILE).write_text(
        text.replace("  level: strike\n", "").replace("  coder: tester\n", "  coder: tester\n  level: strike\n")
    )
    moved = seeds / "records" / "elsewhere"
    moved.mkdir()
    shutil.move(record, moved / record.name)
    assert {n: hashlib.sha256(c).hexdigest() for n, c in build(seeds, contract).items()} == {
        n: hashlib.sha256(c).hexdigest() for n, c in first.items()
    }


def test_a_build_that_fails_leaves_the_tables_that_were_there(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    publish.publish_unreleased(root, build(seeds, contract))
    before = {p.name: p.read_bytes() for p in (root / ".tables").iterdir()}
    record = seeds / made_up.EXCHANGE_FILE
    record.write_text(record.read_text().replace("total: 55,", "total: 56,"))
    with pytest.raises(InputError):
        build(seeds, contract)
    assert {p.name: p.read_bytes() for p in (root / ".tables").iterdir()} == before


def test_publishing_replaces_the_state_in_one_step_and_tidies_up(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    publish.publish_unreleased(root, files)
    publish.publish_unreleased(root, files | {"extra.txt": b"x", publish.MANIFEST: files[publish.MANIFEST] + b" "})
    assert (root / ".tables" / "extra.txt").read_bytes() == b"x"
    assert len([p for p in publish.builds_of(root / ".tables").iterdir() if p.is_dir()]) == 1


def test_the_same_state_again_leaves_its_folder_alone(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    link = publish.publish_unreleased(root, files)
    folder = link.resolve()
    before = folder.stat().st_ino
    publish.publish_unreleased(root, files)
    assert (link.resolve(), folder.stat().st_ino) == (folder, before)
    (folder / "attacks.parquet").write_bytes(b"cut short")
    publish.publish_unreleased(root, files)
    assert (link / "attacks.parquet").read_bytes() == files["attacks.parquet"]


def test_states_under_two_names_do_not_touch_each_other(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    other = files | {"extra.txt": b"x", publish.MANIFEST: files[publish.MANIFEST] + b" "}
    links = [publish.publish_unreleased(root, f, name=n) for f, n in ((files, ".tables"), (other, ".others"))]
    assert [(link / publish.MANIFEST).read_bytes() for link in links] == [f[publish.MANIFEST] for f in (files, other)]


def test_a_folder_of_something_else_is_never_replaced(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    theirs = root / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("years of work")
    with pytest.raises(ConflictDataError, match="holds no tables"):
        publish.publish_unreleased(root, files, name="theirs")
    assert (theirs / "thesis.txt").read_text() == "years of work"


def test_two_builds_at_once_wait_for_each_other(seeds: Path, contract: Contract) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    states = [
        files | {"extra.txt": bytes([n]), publish.MANIFEST: files[publish.MANIFEST] + b" " * n} for n in range(1, 9)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda state: publish.publish_unreleased(root, state), states))
    assert {p.name: p.read_bytes() for p in (root / ".tables").iterdir()} in states


@pytest.mark.parametrize("step", ["mkdtemp", "fsync", "rename", "symlink_to", "replace"])
def test_broken_off_at_any_step_publishing_leaves_the_old_state_whole(
    seeds: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    publish.publish_unreleased(root, files)
    before = {p.name: p.read_bytes() for p in (root / ".tables").iterdir()}
    other = files | {"extra.txt": b"x", publish.MANIFEST: files[publish.MANIFEST] + b" "}

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        target = {"mkdtemp": "pipeline.publish.tempfile.mkdtemp", "fsync": "pipeline.publish.os.fsync"}.get(
            step, f"pathlib.Path.{step}"
        )
        patch.setattr(target, fail)
        with pytest.raises(OSError, match="No space"):
            publish.publish_unreleased(root, other)
    assert {p.name: p.read_bytes() for p in (root / ".tables").iterdir()} == before
    publish.publish_unreleased(root, other)
    assert (root / ".tables" / "extra.txt").read_bytes() == b"x"


@pytest.mark.parametrize("step", ["os.fsync", "Path.rename", "Path.symlink_to", "Path.replace", "shutil.rmtree"])
@pytest.mark.parametrize("same", [False, True], ids=["another state", "the same state"])
def test_killed_at_any_step_publishing_leaves_a_whole_state(
    seeds: Path, contract: Contract, step: str, same: bool
) -> None:
    root = seeds.parent
    files = build(seeds, contract)
    publish.publish_unreleased(root, files)
    other = files if same else files | {"extra.txt": b"x", publish.MANIFEST: files[publish.MANIFEST] + b" "}
    (root / "files.pickle").write_bytes(pickle.dumps(other))
    code = f"""
import os, pickle, shutil, signal, sys
sys.path.insert(0, {str(made_up.ROOT / "build")!r})
from pathlib import Path
from pipeline import publish
{step} = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
publish.publish_unreleased(Path({str(root)!r}), pickle.loads(Path({str(root / "files.pickle")!r}).read_bytes()))
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode in ((-signal.SIGKILL, 0) if same else (-signal.SIGKILL,)), run.stderr.decode()
    found = {p.name: p.read_bytes() for p in (root / ".tables").iterdir()}
    assert found in (files, other)
    publish.publish_unreleased(root, other)
    assert {p.name: p.read_bytes() for p in (root / ".tables").iterdir()} == other
    assert len([p for p in publish.builds_of(root / ".tables").iterdir() if p.is_dir()]) == 1


def test_a_value_of_a_document_that_rules_read_differently_is_kept_as_unchosen(made_tables: Path) -> None:
    rows = cd.load("evidence", version=made_tables)
    assert rows.filter(pl.col("origin") == "rule")["rule_id"].null_count() == 0
    assert rows.filter(pl.col("is_chosen").not_())["value"].null_count() == 0


def test_environment_does_not_reach_the_bytes(seeds: Path, contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(seeds, contract)
    monkeypatch.setitem(os.environ, "TZ", "Asia/Tokyo")
    assert build(seeds, contract) == first
