"""Records that rules made: minted by one command alone, reviewed or rejected by people, only read by the build."""

from __future__ import annotations

import datetime as dt
import re
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_up
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipeline import assemble, contribution, documents, gazetteer, ledger, publish, read_documents, rule_rows
from pipeline.minted import PREFIX, entry_of
from pipeline.places import Places

from conflict_data import extraction
from conflict_data.contract import Contract
from conflict_data.errors import InputError
from conflict_data.scaffold import OPEN

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = "documents/2031/2031-03-20_src_cccc3333.md"
HEAD = made_up.REPORT.split("---\n")[1]
RAID = """Russia attacked Kyiv with 25 drones in the night of 19-20 March 2031, the Air Force said. Twenty of them were shot down.
Three people were killed in Kyiv and nine were injured, the mayor said.
"""
HAND = """attack:
  attack_id: atk_dddd1111
  level: strike
  date_start: 2031-03-19
  date_end: 2031-03-20
  date_precision: 1
  date_basis: stated
  source_tz: Europe/Kyiv
  night_of: true
  attacker: RUS
  target_party: UKR
  place: ukr-kyiv
  verification: single_source
  claim_party: ukr_official
evidence:
  - {source: src_cccc3333, party: ukr_official, words: "in the night of 19-20 March 2031", says: {date_start: 2031-03-19, date_end: 2031-03-20}}
  - {source: src_cccc3333, party: ukr_official, words: "Russia", says: {attacker: RUS}}
  - {source: src_cccc3333, party: ukr_official, words: "Kyiv", within: "attacked Kyiv with 25 drones", says: {place: ukr-kyiv}}
"""


def page(seeds: Path, source_id: str, text: str) -> Path:
    """A document that no record cites."""
    head = HEAD.replace("src_aaaa1111", source_id).replace("/raid", f"/{source_id}").replace("2031-03-04", "2031-03-20")
    path = seeds / DOCUMENT.replace("src_cccc3333", source_id)
    path.write_text(f"---\n{head}---\n{text}", "utf-8")
    return path


@pytest.fixture
def raid(seeds: Path) -> Path:
    """Seeds with a report of a raid that nobody coded."""
    page(seeds, "src_cccc3333", RAID)
    return seeds


@pytest.fixture(scope="module")
def mint(contract: Contract) -> Callable[[Path], list[ledger.Entry]]:
    """What `make mint` does; gives the new entries."""
    command = runpy.run_path(str(ROOT / "build/mint.py"))["mint"]
    return lambda seeds: command(seeds, contract)


@pytest.fixture(scope="module")
def made_places(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> tuple[Places, extraction.Gazetteer]:
    """Places of the made-up seeds, as the build and as the extractor know them."""
    rows, _ = gazetteer.read(made_up.write(tmp_path_factory.mktemp("places")), contract)
    return Places(rows), read_documents.gazetteer(rows)


def build(seeds: Path, contract: Contract) -> assemble.Built:
    return assemble.assemble(contract, assemble.read(seeds, contract))


def edit(seeds: Path, contract: Contract, **changes: object) -> None:
    """Change the one entry of the ledger as a person would."""
    (entry,), problems = ledger.read(seeds, contract)
    assert problems == []
    ledger.write(seeds, [replace(entry, **changes)])  # type: ignore[arg-type]


REVIEW = {"reviewed_by": "anna", "review_date": dt.date(2031, 4, 1)}


def test_the_build_mints_nothing_and_lists_what_may_be_minted(raid: Path, contract: Contract) -> None:
    built = build(raid, contract)
    assert built.frames["attacks"]["attack_id"].to_list() == ["atk_aaaa1111"]
    assert [(one.unlinked.source_id, one.reason) for one in built.unminted] == [("src_cccc3333", "")]
    assert not (raid / ledger.FILE).exists()


def test_a_minted_record_has_rows_with_evidence_of_rules_and_is_in_no_total(
    raid: Path, contract: Contract, mint
) -> None:
    (entry,) = mint(raid)
    built = build(raid, contract)
    attack = built.frames["attacks"].filter(attack_id=entry.record).row(0, named=True)
    assert (attack["coding_method"], attack["coder"], attack["place_id"], attack["target_party"]) == (
        "rule",
        None,
        "ukr-kyiv",
        "UKR",
    )
    munitions = built.frames["munitions"].filter(attack_id=entry.record)
    assert munitions.select("launched", "downed_kinetic", "use_in_totals").rows() == [(25, 20, False)]
    tolls = built.frames["casualties"].filter(attack_id=entry.record)
    marks = ("coding_method", "killed_best", "injured_best", "use_in_totals", "use_injured_in_totals")
    assert tolls.select(marks).rows() == [("rule", 3, 9, False, False)]
    evidence = built.frames["evidence"].filter(pl.col("record_id").is_in(entry.ids))
    assert set(evidence["origin"]) == {"rule"}
    assert evidence["rule_id"].null_count() == 0
    assert {"date_start", "attacker", "place_id", "launched", "killed"} <= set(evidence.filter("is_chosen")["field"])
    assert built.unminted == []


def test_minting_again_changes_nothing_and_the_build_only_reads(raid: Path, contract: Contract, mint) -> None:
    mint(raid)
    before = (raid / ledger.FILE).read_bytes()
    first = publish.build_files(contract, build(raid, contract).tables, version="unreleased", released=None)
    assert mint(raid) == []
    assert (raid / ledger.FILE).read_bytes() == before
    again = publish.build_files(contract, build(raid, contract).tables, version="unreleased", released=None)
    assert again == first


def test_order_and_comments_of_the_ledger_do_not_reach_the_tables(raid: Path, contract: Contract, mint) -> None:
    page(raid, "src_cccc4444", RAID.replace("19-20 March", "12-13 March").replace("Three", "Four"))
    assert len(mint(raid)) == 2
    first = publish.build_files(contract, build(raid, contract).tables, version="unreleased", released=None)
    entries, _ = ledger.read(raid, contract)
    one, two = (ledger.text([entry]).removeprefix(ledger.HEAD) for entry in entries)
    (raid / ledger.FILE).write_text(f"# mine\n{two}# and\n{one}", "utf-8")
    assert publish.build_files(contract, build(raid, contract).tables, version="unreleased", released=None) == first


def test_a_review_is_two_lines_of_one_entry(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    path = raid / ledger.FILE
    path.write_text(path.read_text() + "  reviewed_by: anna\n  review_date: 2031-04-01\n")
    built = build(raid, contract)
    attack = built.frames["attacks"].filter(attack_id=entry.record).row(0, named=True)
    assert (attack["coding_method"], attack["coder"], attack["coded_date"]) == (
        "rule_reviewed",
        "anna",
        dt.date(2031, 4, 1),
    )
    assert built.frames["munitions"].filter(attack_id=entry.record)["use_in_totals"].to_list() == [True]
    assert built.frames["casualties"].filter(attack_id=entry.record)["use_in_totals"].to_list() == [True]
    assert built.warnings == []
    before = path.read_bytes()
    mint(raid)
    assert path.read_bytes() == before


def test_a_review_holds_only_for_the_values_that_were_seen(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    edit(raid, contract, **REVIEW)
    page(raid, "src_cccc3333", RAID.replace("nine", "eleven"))
    built = build(raid, contract)
    toll = built.frames["casualties"].filter(attack_id=entry.record).row(0, named=True)
    assert (toll["injured_best"], toll["coding_method"], toll["use_in_totals"]) == (11, "rule", False)
    (told,) = built.warnings
    assert "otherwise than when it was reviewed" in str(told)
    assert str(told).startswith(f"seeds/{ledger.FILE}:3: warning: {entry.record}")


def test_a_rejected_event_is_never_minted_again(raid: Path, contract: Contract, mint) -> None:
    mint(raid)
    edit(raid, contract, **REVIEW, rejected="The page speaks of an exercise.", record=None, rows=[], says={})
    assert mint(raid) == []
    built = build(raid, contract)
    assert built.frames["attacks"]["attack_id"].to_list() == ["atk_aaaa1111"]
    assert (built.unminted, built.warnings) == ([], [])
    edit(raid, contract, date=dt.date(2031, 3, 9))  # as if the rules had read another day when it was rejected
    page(raid, "src_cccc3333", RAID + "Russia denied that it attacked in the night of 19-20 March 2031.\n")
    assert mint(raid) == []


def test_a_retired_record_stays_away(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    rows = "".join(
        f"- {{record_id: {i}, table: {table}, status: retired, reason: It was an exercise., version: 0.2.0}}\n"
        for i, table in zip(entry.ids, ("attacks", "munitions", "casualties"), strict=True)
    )
    (raid / "tombstones.yaml").write_text(rows, "utf-8")
    assert mint(raid) == []
    built = build(raid, contract)
    assert built.frames["attacks"]["attack_id"].to_list() == ["atk_aaaa1111"]
    assert built.unminted == []


def test_an_event_that_is_coded_by_hand_gives_way_and_says_so(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    (raid / "records/attacks/2031/2031-03-19_atk_dddd1111.yaml").write_text(HAND, "utf-8")
    built = build(raid, contract)
    assert built.frames["attacks"]["attack_id"].to_list() == ["atk_aaaa1111", "atk_dddd1111"]
    (told,) = built.warnings
    assert f"{entry.record}: the event is coded as atk_dddd1111: take the entry out" in str(told)
    assert "merged into atk_dddd1111" in str(told)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("Russia plans to attack Kyiv with 25 drones in the night of 19-20 March 2031.\n", "no longer find the event"),
        ("Two trams collided in the night of 19-20 March 2031.\n", "no longer find the event"),
        (RAID.replace("19-20 March", "26-27 February"), "no longer find the event"),
    ],
)
def test_an_event_that_rules_no_longer_find_asks_for_a_tombstone(
    raid: Path, contract: Contract, mint, text: str, message: str
) -> None:
    (entry,) = mint(raid)
    page(raid, "src_cccc3333", text)
    built = build(raid, contract)
    assert built.frames["attacks"]["attack_id"].to_list() == ["atk_aaaa1111"]
    (told,) = built.warnings
    assert entry.record in str(told)
    assert message in str(told)
    assert "seeds/tombstones.yaml needs it as retired" in str(told)


def test_an_entry_is_found_again_when_the_report_grows_and_a_day_shifts(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    edit(raid, contract, date=dt.date(2031, 3, 20))
    page(raid, "src_cccc3333", "The alarm lasted for five hours.\n" + RAID + "Power failed in two districts.\n")
    built = build(raid, contract)
    assert entry.record in built.frames["attacks"]["attack_id"].to_list()


def test_a_record_of_a_release_does_not_vanish_with_its_entry(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    before = build(raid, contract).frames
    previous = {name: frame.with_columns(pl.col(pl.Enum).cast(pl.String)) for name, frame in before.items()}
    (raid / ledger.FILE).unlink()
    with pytest.raises(InputError, match=rf"{entry.record}.*has no tombstone \[S1\]"):
        assemble.assemble(contract, assemble.read(raid, contract), previous=previous)


def test_two_reports_of_one_event_make_one_record(raid: Path, contract: Contract, mint) -> None:
    page(
        raid,
        "src_cccc4444",
        "On 20 March 2031 Russia attacked Kyiv with 25 drones. Three people were killed in Kyiv.\n",
    )
    (entry,) = mint(raid)
    built = build(raid, contract)
    evidence = built.frames["evidence"].filter(record_id=entry.record)
    assert set(evidence["source_id"]) == {"src_cccc3333", "src_cccc4444"}
    assert built.unminted == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Kyiv was attacked with 25 drones in the night of 19-20 March 2031.\n", "nobody who attacked"),
        ("Russia attacked Kyiv with drones in the night of 19-20 March 2031.\n", "no number of weapons or people"),
        ("Russia attacked Kyiv with 25 drones, the mayor said.\n", "no day"),
        ("Russia attacked Kyiv with 25 drones on 4 March 2031.\n", "it may be an event that is coded"),
    ],
)
def test_what_is_not_told_or_not_new_is_not_minted(
    seeds: Path, contract: Contract, mint, text: str, reason: str
) -> None:
    path = page(seeds, "src_cccc3333", text)
    assert mint(seeds) == []
    reasons = [one.reason for one in build(seeds, contract).unminted]
    assert reasons == [] if "4 March" in text else any(reason in told for told in reasons), (path, reasons)


def test_an_identifier_of_the_ledger_is_used_nowhere_else(raid: Path, contract: Contract, mint) -> None:
    (entry,) = mint(raid)
    path = raid / made_up.ATTACK_FILE
    path.write_text(path.read_text().replace("mun_aaaa1111", entry.rows[0].record))
    with pytest.raises(
        InputError, match=rf"{entry.rows[0].record} is coded in seeds/records/attacks.*: take the entry out"
    ):
        assemble.read(raid, contract)


def test_make_check_reads_the_ledger_that_changed(raid: Path, contract: Contract, mint) -> None:
    mint(raid)
    path = raid / ledger.FILE
    assert contribution.check_files(raid.parent, contract, [path]) == ([], [])
    path.write_text(path.read_text() + "  reviewed_by: anna\n")
    ((problem,), _) = contribution.check_files(raid.parent, contract, [path])
    assert "'review_date' is a dependency of 'reviewed_by'" in str(problem)


FAULTS = [
    ("  review_date: 2031-04-01\n", "'reviewed_by' is a dependency of 'review_date'"),
    ("  reviewed_by: anna\n  review_date: 1 April\n", "'1 April' is not a date of the calendar"),
    ("  reviewd_by: anna\n", "did you mean 'reviewed_by'?"),
    ("  rejected: It was an exercise.\n", "'reviewed_by' is a dependency of 'rejected'"),
]


@pytest.mark.parametrize(("added", "message"), FAULTS)
def test_a_fault_in_the_ledger_is_told_with_its_line(
    raid: Path, contract: Contract, mint, added: str, message: str
) -> None:
    mint(raid)
    path = raid / ledger.FILE
    path.write_text(path.read_text() + added)
    with pytest.raises(InputError) as raised:
        assemble.read(raid, contract)
    (problem,) = raised.value.problems
    assert message in str(problem)
    assert re.match(rf"seeds/{ledger.FILE}:\d+: ", str(problem))


words = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=40).filter(
    # What a scaffold leaves open is refused, wherever it stands.
    lambda text: text.strip() != "" and OPEN not in text
)
days = st.dates(dt.date(2022, 1, 1), dt.date(2032, 1, 1))
tails = st.text("0123456789abcdefghjkmnpqrstvwxyz", min_size=8, max_size=8)
says = st.dictionaries(
    st.sampled_from(["attacker", "launched", "place"]),
    st.one_of(words, st.integers(0, 9999), st.lists(words, min_size=1)),
)


@st.composite
def entries(draw: st.DrawFn) -> ledger.Entry:
    """An entry as the form allows: minted, reviewed or rejected."""
    rejected = draw(st.none() | words)
    record = f"atk_{draw(tails)}" if rejected is None or draw(st.booleans()) else None
    rows = draw(st.lists(st.tuples(tails, words, says), max_size=3, unique_by=lambda row: row[0])) if record else []
    reviewed = rejected is not None or draw(st.booleans())
    return ledger.Entry(
        f"src_{draw(tails)}", "attack", draw(days), draw(words), draw(st.none() | words), record, draw(says),
        [ledger.RowEntry(f"mun_{tail}", "munition", told, said) for tail, told, said in rows],
        draw(words) if reviewed else None, draw(days) if reviewed else None, rejected,
    )  # fmt: skip


@given(st.lists(entries(), max_size=4, unique_by=lambda e: e.record or e.source))
def test_the_ledger_reads_back_what_it_wrote(tmp_path_factory, contract: Contract, written: list[ledger.Entry]) -> None:
    folder = tmp_path_factory.mktemp("seeds")
    ledger.write(folder, written)
    read, problems = ledger.read(folder, contract)
    assert [p for p in problems if "already used" not in p.message] == []
    if not problems:
        order = lambda e: (e.date, e.source, e.kind, e.words)  # noqa: E731
        assert [replace(e, line=0) for e in read] == sorted(written, key=order)
        assert ledger.text(read) == ledger.text(written)


SENTENCES = (
    "Russia attacked Kyiv with {n} drones in the night of 19-20 March 2031, the Air Force said.",
    "Of {n} drones {m} were shot down.",
    "At least {n} people were killed in Kyiv, {m} of them children.",
    "Ukraine and Russia exchanged prisoners on 6 March 2031; {n} people came home.",
    "Russia said it had received {n} servicemen, {m} of them wounded.",
    "The attack of 4 March 2031 killed {n} people and injured up to {m}.",
    "Ukraine struck Moscow with {n} drones on 7 March 2031 and hit {m} sites.",
    "The bodies of {n} soldiers were returned on 9 March 2031.",
)


@given(
    st.lists(st.tuples(st.sampled_from(SENTENCES), st.integers(0, 2000), st.integers(0, 2000)), min_size=1, max_size=4)
)
def test_rows_hold_what_words_prove_whatever_a_report_says(
    made_places: tuple[Places, extraction.Gazetteer], contract: Contract, parts: list[tuple[str, int, int]]
) -> None:
    places, names = made_places
    text = " ".join(sentence.format(n=n, m=m) for sentence, n, m in parts)
    document = documents.Document("src_aaaa1111", {"published_date": dt.date(2031, 3, 20)}, text, "report.md", 1)
    maker = rule_rows.Maker(contract, places, names)
    for event in rule_rows.events(document, extraction.extract(text, published=document.published, places=names)):
        told = [event.record, *maker.counted(event)]
        ids = {r.key: f"{PREFIX[r.kind]}_{n:08d}" for n, r in enumerate(told)}
        if "date_start" not in event.record.fields:
            continue
        try:
            made = maker.rows(event, ids, entry_of(event, "", {}))
        except rule_rows.IncompleteError:
            continue
        said = {(claim.record, claim.value) for r in told for claim in event.of(r)}
        for record, values in ((r, maker.says(event)[r.key]) for r in told):
            for value in values.values():
                items = value if isinstance(value, list) else [value]
                assert all((record.key, str(item)) in said for item in items)
        assert {row.record_id for row in made.rows} == set(ids.values())
        assert all(row.values.get("coding_method", "rule") == "rule" for row in made.rows)
