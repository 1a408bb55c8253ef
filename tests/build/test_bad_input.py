"""Bad input: one clear message that names file, line and field and says what is allowed; nothing is published."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import made_up
import pytest
from pipeline import assemble

from conflict_data.contract import Contract
from conflict_data.errors import InputError

A, E, R = made_up.ATTACK_FILE, made_up.EXCHANGE_FILE, made_up.REPORT_FILE

# (what, file, text there, text instead, what the message must hold)
FAULTS = [
    ("unknown code", A, "weapon_class: owa_uav, claim", "weapon_class: owa_uaw, claim", r"atk_aaaa1111\.yaml:20: weapon_class: 'owa_uaw' .*did you mean 'owa_uav'"),
    ("missing field", E, "  transfer_type: reciprocal_exchange\n", "", r"exc_aaaa1111\.yaml:2: transfer_type: missing"),
    ("unknown field", E, "  date_precision: 1\n", "  date_precission: 1\n  date_precision: 1\n", r":5: date_precission: unknown field: did you mean 'date_precision'"),
    ("duplicate key", E, "  date_precision: 1\n", "  date_precision: 1\n  date_precision: 2\n", r":6: date_precision: key stands twice, first on line 5"),
    ("duplicate id", E, "ret_aaaa2222, r", "ret_aaaa1111, r", r":17: ret_aaaa1111: ret_aaaa1111 is already used on line 16: mint another id"),
    ("NO", A, "  night_of: true\n", "  night_of: NO\n", r":10: night_of: 'NO' is not true or false: write true or false"),
    ("012", E, "military: 50,", "military: 012,", r":16: military: '012' is not allowed"),
    ("date", E, "date_start: 2031-03-06\n", "date_start: 2031-02-30\n", r":4: date_start: '2031-02-30' is not a date of the calendar"),
    ("downed more than launched", A, "launched: 40, downed_kinetic: 31", "launched: 30, downed_kinetic: 31", r":20: .*downed_kinetic 31.*\[A1"),
    ("low above high", A, "injured: at least 12, v", "injured: 12 to 10, v", r"injured"),
    ("words not there", A, 'words: "31"', 'words: "33"', r":29: evidence of mun_aaaa1111\.downed_kinetic: '33' does not stand in the document"),
    ("words there twice", A, 'words: "At least 12 people"', 'words: "Kyiv"', r"'Kyiv' stands 2 times in the document"),
    ("words say something else", A, 'words: "31", says: {downed_kinetic: 31}', 'words: "31", says: {downed_kinetic: 32}', r"'31' reads as 31, not 32"),
    ("hedge left out", A, 'words: "At least 12 people", says: {injured: at least 12}', 'words: "12 people", says: {injured: 12}', r"the words before '12 people' make it 'at least 12'"),
    ("no evidence", E, '  - {of: ret_aaaa1111, source: src_bbbb2222, party: ukr_official, words: "50 soldiers", says: {military: 50}}\n', "", r":16: military: no evidence says 50"),
    ("unknown document", E, "source: src_bbbb2222, party: media", "source: src_bbbb2223, party: media", r"there is no document src_bbbb2223 .*nearest: src_bbbb2222"),
    ("a free text left open", R, "publisher: Example Wire", "publisher: FILL_IN", r"src_aaaa1111\.md:3: publisher: FILL_IN still stands here"),
    ("words left open", A, 'words: "31"', 'words: "FILL_IN"', r":29: words: FILL_IN still stands here"),
    ("unknown place", A, "  place: ukr-kyiv\n", "  place: ukr-kiev\n", r"ukr-kiev"),
    ("judged without a reason", A, ', reason: "The police update the number that the sentence before gives for Kyiv."', "", r"reason"),
    ("document changed under its evidence", R, "31 were shot down", "30 were shot down", r"'31' does not stand in the document"),
    ("document without front matter", R, "---\nsource_id", "source_id", r"src_aaaa1111\.md:1: .*front matter"),
    ("wrong table for a field", E, "says: {mediators: [ARE]}", "says: {mediator: [ARE]}", r"mediator"),
    ("mediator unknown", E, "  mediators: [ARE]\n", "  mediators: [UAE]\n", r":10: mediators: 'UAE' is not allowed: did you mean"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "file", "there", "instead", "message"), FAULTS, ids=[f[0] for f in FAULTS])
def test_each_fault_is_named_with_its_place(
    seeds: Path, contract: Contract, what: str, file: str, there: str, instead: str, message: str
) -> None:
    path = seeds / file
    text = path.read_text("utf-8")
    assert text.count(there) == 1, "the fault must be made in one place"
    path.write_text(text.replace(there, instead), "utf-8")
    with pytest.raises(InputError) as caught:
        assemble.assemble(contract, assemble.read(seeds, contract))
    told = str(caught.value)
    assert re.search(message, told), told


def test_a_file_that_is_not_utf8_is_named(seeds: Path, contract: Contract) -> None:
    path = seeds / made_up.EXCHANGE_FILE
    path.write_bytes(path.read_bytes().replace(b"tester", b"t\xe9ster"))
    with pytest.raises(InputError, match=r"exc_aaaa1111\.yaml:\d+: not UTF-8 at byte"):
        assemble.read(seeds, contract)


def test_empty_seeds_are_refused(tmp_path: Path, contract: Contract) -> None:
    (tmp_path / "seeds").mkdir()
    with pytest.raises(InputError, match=r"nothing is published from empty seeds|gazetteer"):
        assemble.read(tmp_path / "seeds", contract)


def test_a_retired_identifier_is_never_used_again(seeds: Path, contract: Contract) -> None:
    (seeds / "tombstones.yaml").write_text(
        "- {record_id: ret_aaaa1111, table: returns, status: retired, reason: made twice, version: 0.1.0}\n"
    )
    with pytest.raises(InputError, match="ret_aaaa1111 was retired and is never used again"):
        assemble.read(seeds, contract)


def test_all_faults_of_all_files_are_told_at_once(seeds: Path, contract: Contract) -> None:
    for name, there, instead in (
        (A, "owa_uav, claim", "owa, claim"),
        (E, "date_start: 2031-03-06\n", "date_start: soon\n"),
    ):
        path = seeds / name
        path.write_text(path.read_text().replace(there, instead))
    with pytest.raises(InputError) as caught:
        assemble.read(seeds, contract)
    assert {Path(p.file).name[:10] for p in caught.value.problems} == {"2031-03-03", "2031-03-06"}


def test_the_command_tells_faults_and_exits_with_one(seeds: Path) -> None:
    path = seeds / made_up.EXCHANGE_FILE
    path.write_text(path.read_text().replace("reciprocal_exchange", "swap"))
    run = subprocess.run(
        [sys.executable, str(made_up.ROOT / "build" / "tables.py"), "--seeds", str(seeds), "--out", str(seeds.parent / ".tables")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "transfer_type: 'swap' is not allowed" in run.stderr
    assert "nothing was published" in run.stderr
    assert not (seeds.parent / ".tables").exists()


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("records/exchanges/2031/2031-03-06_exc_aaaa1111.yml", r"exc_aaaa1111\.yml: this file is not read: files under records/ end in \.yaml"),
        ("documents/2031/2031-03-06_src_bbbb2222.txt", r"src_bbbb2222\.txt: this file is not read: files under documents/ end in \.md"),
        ("changes/nxt.yaml", r"changes/nxt\.yaml: this file is not read: files under changes/ are next\.yaml"),
        ("tombstones.yml", r"tombstones\.yml: this file is not read: names end in \.yaml"),
    ],
)  # fmt: skip
def test_a_file_that_nothing_would_read_is_named(seeds: Path, contract: Contract, name: str, message: str) -> None:
    (seeds / name).parent.mkdir(exist_ok=True)
    (seeds / name).write_text("x")
    (seeds / "records" / ".DS_Store").write_text("x")
    with pytest.raises(InputError, match=message) as caught:
        assemble.read(seeds, contract)
    assert len(caught.value.problems) == 1
