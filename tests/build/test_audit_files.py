"""Audits: the draw is the same for the same seed, and every row of an audit file speaks of something that is or was there."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from pipeline import audit

from conflict_data.store import number

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "conflict_data" / "data"
RECORDS = ROOT / "seeds" / "records"
FILES = sorted((ROOT / "seeds" / "audit").glob("*.csv"))
TABLES = (*audit.EVENTS, *audit.PARTS, "evidence", "sources")


def frames(folder: Path) -> dict[str, pl.DataFrame]:
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def test_the_same_seed_draws_the_same_events_and_another_seed_others(made_tables: Path):
    made = frames(made_tables)
    first = audit.order(made, 1)
    assert audit.order(made, 1) == first
    assert {tuple(audit.order(made, seed)) for seed in range(20)} != {tuple(first)}
    assert sorted(first) == sorted(audit.order(made, 2)), "every event is in every order"


def test_a_replacement_is_the_next_in_the_order_and_keeps_its_number(made_tables: Path):
    made = frames(made_tables)
    order = audit.order(made, 1)
    rows = audit.listing(made, order)
    assert audit.listing(made, order[1:], first=2) == [row for row in rows if row["draw"] > 1]


def test_the_listing_has_every_value_that_a_person_coded(made_tables: Path):
    made = frames(made_tables)
    rows = audit.listing(made, audit.order(made, 1))
    listed = {(r["record_id"], r["field"], r["value"], r["source_id"]) for r in rows}
    hand = made["evidence"].filter(pl.col("origin").cast(pl.String) == "hand")
    events = {r["record_id"] for r in rows}
    wanted = hand.filter(pl.col("record_id").is_in(events)).select("record_id", "field", "value", "source_id")
    assert set(wanted.iter_rows()) <= listed
    assert {r["table"] for r in rows} >= {"attacks", "munitions", "casualties", "exchanges", "returns"}


def test_a_moment_of_which_only_the_day_is_known_is_listed_as_that_day(made_tables: Path):
    made = frames(made_tables)
    listed = {r["record_id"]: r["value"] for r in audit.listing(made, audit.order(made, 1)) if r["field"] == "as_of"}
    rows = made["munitions"].filter(pl.col("munition_id").is_in(listed.keys())).iter_rows(named=True)
    assert listed
    for row in rows:
        assert (len(listed[row["munition_id"]]) == len("2031-03-04")) == (str(row["as_of_precision"]) == "day")


def test_the_command_writes_the_form_and_the_reader_s_sheet(made_tables: Path, tmp_path: Path):
    form, sheet = tmp_path / "form.csv", tmp_path / "sheet.csv"
    command = [sys.executable, ROOT / "build" / "draw_audit.py", made_tables, "--seed", "1", "--events", "1"]
    subprocess.run([*map(str, command), "--form", str(form), "--sheet", str(sheet)], check=True, capture_output=True)
    with form.open(encoding="utf-8", newline="") as handle:
        assert {row["draw"] for row in csv.DictReader(handle)} == {"1"}
    assert sheet.read_text("utf-8").splitlines()[0] == ",".join((*audit.FORM, *audit.SHEET))


def test_events_of_an_earlier_audit_are_left_out_on_request(made_tables: Path, tmp_path: Path):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    command = [sys.executable, str(ROOT / "build" / "draw_audit.py"), str(made_tables), "--seed", "1"]
    subprocess.run([*command, "--events", "1", "--form", str(first)], check=True, capture_output=True)
    subprocess.run([*command, "--without", str(first), "--form", str(second)], check=True, capture_output=True)
    before, after = ({row["event_id"] for row in audit.from_csv(path)} for path in (first, second))
    assert before and after
    assert not before & after
    assert before | after == {event for _, event in audit.order(frames(made_tables), 1)}


def in_the_seeds(row: dict[str, str], files: dict[Path, str]) -> bool:
    """Whether a record file names the record, the value and the source: for what no release has yet."""
    value = re.sub(r":00Z$", "Z", row["value"])
    return any(all(word in text for word in (row["record_id"], value, row["source_id"])) for text in files.values())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_row_of_an_audit_names_a_value_a_source_and_a_verdict(path: Path):
    """Each cell was released by the version of the file or before; until that version is out, it may stand in the seeds alone.

    Of a state that became the version a few cells may have been mended before any release had them.
    """
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        rows = list(reader)
    assert tuple(reader.fieldnames or ()) == audit.FORM
    assert len(rows) > 0

    versions = json.loads((DATA / "index.json").read_text("utf-8"))["versions"]
    known: set[tuple[str, str, str, str]] = set()
    records: set[tuple[str, str]] = set()
    audited = path.stem.partition("-")[0]
    for version in (v for v in versions if number(v) <= number(audited)):
        released = frames(DATA / version)
        known |= set(released["evidence"].select("record_id", "field", "value", "source_id").iter_rows())
        for table, key in (*audit.EVENTS.items(), *((t, k) for t, (k, _) in audit.PARTS.items())):
            records |= {(table, record) for record in released[table][key]}

    unreleased = audited not in versions
    files = {file: file.read_text("utf-8") for file in RECORDS.rglob("*.yaml")} if unreleased else {}
    sources = {source for *_, source in known}
    fields = {(record, field) for record, field, *_ in known}
    mended = 0
    for line, row in enumerate(rows, 2):
        where = f"{path.name}:{line}"
        assert row["verdict"] in audit.VERDICTS, f"{where}: {row['verdict']!r} is no verdict"
        if unreleased and in_the_seeds(row, files):
            records.add((row["table"], row["record_id"]))
            known.add((row["record_id"], row["field"], row["value"], row["source_id"]))
            sources.add(row["source_id"])
        assert (row["table"], row["record_id"]) in records, f"{where}: {row['record_id']} is in no release"
        alongside = not row["claim_party"] and row["field"] in audit.ALONGSIDE.get(row["table"], ())
        cell = (row["record_id"], row["field"], row["value"], row["source_id"])
        assert alongside or cell in known or cell[:2] in fields, f"{where}: {cell} is in no release"
        mended += not alongside and cell not in known
        assert row["source_id"] in sources, f"{where}: {row['source_id']} is in no release"
        assert row["verdict"] == "right" or row["comment"], f"{where}: say why it is {row['verdict']}"
        assert row["chosen"] in {"yes", "no"}, f"{where}: {row['chosen']!r}"
    assert mended <= len(rows) / 100, f"{path.name}: {mended} cells are in no release"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_an_audit_has_forty_events_besides_those_that_no_page_could_be_found_for(path: Path):
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    read = {row["event_id"] for row in rows if row["verdict"] != "not_reachable"}
    assert len(read) >= 40
