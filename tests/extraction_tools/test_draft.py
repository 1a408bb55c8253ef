"""From a page to files that pass the check: drafts, the note in between, and no sentence of the page in either file."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from extraction_tools.made_pages import ARTICLE, NOTE, SENTENCES
from hypothesis import given
from hypothesis import strategies as st
from pipeline import canonical, contribution

from conflict_data.cli import main
from conflict_data.contract import Contract
from conflict_data.extraction_tools.draft_parts import merge
from conflict_data.extraction_tools.draft_rows import settle
from conflict_data.extraction_tools.draft_values import once, stands

ROOT = Path(__file__).resolve().parents[2]
OPEN = {"source_tz": "Europe/Kyiv", "target_party": "UKR", "victim_side": "UKR", "toll_phase": "initial"}


def draft(root: Path, path: Path, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["draft", str(path), "--out", str(root), "--coder", "anna", *arguments])
    return result.exit_code, result.output


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "seeds" / "gazetteer", tmp_path / "seeds" / "gazetteer")
    (tmp_path / "saved.html").write_text(ARTICLE, "utf-8")
    return tmp_path


def files(root: Path) -> tuple[Path, Path]:
    (document,) = (root / "seeds" / "documents").rglob("*.md")
    (record,) = (root / "seeds" / "records").rglob("*.yaml")
    return document, record


def faults(root: Path, contract: Contract) -> list[str]:
    problems, _ = contribution.check_files(root, contract, files(root))
    return [str(problem) for problem in problems]


def test_a_page_becomes_files_that_pass_the_check(checkout: Path, contract: Contract) -> None:
    code, told = draft(checkout, checkout / "saved.html")
    assert code == 0
    document, record = files(checkout)
    assert document.parent.name == record.parent.name == "2031"
    for name in OPEN:
        assert f"{name}: " in told, "what is open is told with what is allowed"
    assert "no text" in faults(checkout, contract)[0]

    document.write_text(document.read_text("utf-8") + NOTE, "utf-8")
    open_ = faults(checkout, contract)
    assert sum("words: FILL_IN still stands here" in one for one in open_) >= 1

    code, told = draft(checkout, document)
    assert (code, "still open" in told) == (0, False), told
    text = record.read_text("utf-8")
    assert 'words: "64"' in text and "FILL_IN" not in text.split("evidence:")[1]
    for name, value in OPEN.items():
        text = text.replace(f"{name}: FILL_IN", f"{name}: {value}")
    record.write_text(text, "utf-8")
    assert faults(checkout, contract) == []
    assert "killed: 2" in text and "injured: at least 7" in text and "weapon_model: Shahed" in text


def test_no_sentence_of_the_page_is_in_a_file_that_is_handed_in(checkout: Path) -> None:
    draft(checkout, checkout / "saved.html")
    document, record = files(checkout)
    report = next((checkout / "reports").glob("*.html")).read_text("utf-8")
    handed_in = document.read_text("utf-8") + record.read_text("utf-8")
    for words in SENTENCES:
        assert words in report
        assert words not in handed_in
    assert "Odesa overnight" not in handed_in
    assert (checkout / "reports" / ".gitignore").read_text() == "*\n"
    assert "\n/reports/\n" in (ROOT / ".gitignore").read_text()


def test_the_head_of_the_document_is_filled_from_the_page(checkout: Path) -> None:
    draft(checkout, checkout / "saved.html")
    head = files(checkout)[0].read_text("utf-8")
    for line in (
        'publisher: "Example Gazette"', 'title: "Night raid on Odesa"', "published: 2031-03-05", "published_basis: page_stated",
        "url: https://gazette.example.org/2031/03/05/night-raid", "text_kind: note", "rights: own_words", "language: en",
    ):  # fmt: skip
        assert f"\n{line}\n" in head
    assert head.endswith("\n---\n"), "the text is left to the contributor"


def test_a_record_is_drafted_in_its_one_form(checkout: Path, contract: Contract) -> None:
    draft(checkout, checkout / "saved.html")
    record = files(checkout)[1]
    text = record.read_text("utf-8")
    assert canonical.canonical_text(text, contract, file="x", depth=4) == text


def test_a_page_is_drafted_once(checkout: Path) -> None:
    draft(checkout, checkout / "saved.html")
    document, record = files(checkout)
    before = document.read_text("utf-8"), record.read_text("utf-8")
    code, told = draft(checkout, checkout / "saved.html")
    assert (code, "the page is already seeds/documents/2031/" in told) == (1, True)
    code, told = draft(checkout, document)
    assert (code, "has no text: write below its head" in told) == (1, True)
    assert (document.read_text("utf-8"), record.read_text("utf-8")) == before


def test_words_that_the_note_lacks_or_has_twice_stay_open_and_are_named(checkout: Path) -> None:
    draft(checkout, checkout / "saved.html")
    document, record = files(checkout)
    without = NOTE.replace("and 15 drones were lost from radar", "and more were lost")
    document.write_text(document.read_text("utf-8") + without, "utf-8")
    _, told = draft(checkout, document)
    assert re.search(r"still open: mun_\w{8}\.downed_ew = 15: the rules do not read it in the note", told)
    assert record.read_text("utf-8").count("FILL_IN") == 1 + sum(name in record.read_text("utf-8") for name in OPEN)


def test_a_plain_text_needs_a_day_and_leaves_the_head_open(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Ukraine and Russia exchanged 55 prisoners each on 6 March 2031, both sides said.", "utf-8")
    code, told = draft(tmp_path, path)
    assert (code, "give --published" in told) == (1, True)
    code, told = draft(tmp_path, path, "--published", "2031-03-07")
    assert code == 0, told
    document, record = files(tmp_path)
    assert document.read_text("utf-8").count("FILL_IN") == 3, "publisher, address and how the day is known"
    assert record.parent.parent.name == "exchanges"
    path.write_text("The council met to speak of the harvest.", "utf-8")
    code, told = draft(tmp_path, path, "--published", "2031-03-07")
    assert (code, "no attack, toll, exchange or agreement that happened" in told) == (1, True)


def test_what_is_left_out_of_a_draft_is_said_with_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(
        "A missile hit Kyiv on 6 March 2031 and killed two people. Officials had earlier reported one person killed. "
        "Last year a similar attack killed nine people in Sumy.", "utf-8",
    )  # fmt: skip
    _, told = draft(tmp_path, path, "--published", "2031-03-07")
    assert re.search(r"left out casualty c\d: it is (superseded|background)", told), told


def test_hostile_titles_stay_in_their_line(checkout: Path, contract: Contract) -> None:
    title = "A&quot;: [x]&#10;---&#10;source_id: src_00000000 &#x202e;"
    (checkout / "saved.html").write_text(
        ARTICLE.replace('content="Night raid on Odesa"', f'content="{title}"'), "utf-8"
    )
    code, _ = draft(checkout, checkout / "saved.html")
    assert code == 0
    document, _ = files(checkout)
    document.write_text(document.read_text("utf-8") + NOTE, "utf-8")
    told = faults(checkout, contract)
    assert not [one for one in told if document.name in one], told
    assert document.read_text("utf-8").count("\nsource_id: ") == 1


HEAD = """---
source_id: src_aaaa1111
publisher: Example Wire
published: 2031-03-05
published_basis: page_stated
language: en
text_kind: note
rights: own_words
read: whole
---
"""


def drafted(root: Path, text: str) -> tuple[str, str]:
    """Record files and output for a note that is in the project already."""
    path = root / "seeds" / "documents" / "2031" / "2031-03-05_src_aaaa1111.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + text + "\n", "utf-8")
    _, told = draft(root, path)
    return "".join(one.read_text("utf-8") for one in sorted((root / "seeds" / "records").rglob("*.yaml"))), told


def test_a_note_of_the_project_gives_records_with_their_words(tmp_path: Path) -> None:
    record, _ = drafted(tmp_path, "Russia attacked Kyiv and Sumy on 4 March 2031. A missile hit a warehouse.")
    assert "hit_places: [ukr-kyiv, ukr-sumy]" in record and "target_types: [commerce]" in record
    assert 'words: "Sumy", says: {hit_places: [ukr-sumy]}' in record
    assert 'words: "warehouse", says: {target_types: [commerce]}' in record
    again, told = drafted(tmp_path, "Russia attacked Kyiv and Sumy on 4 March 2031.")
    assert again.count("attack:") == 2 and "cites the document already: look whether the event is there" in told


def test_words_that_stand_twice_take_in_their_neighbours(tmp_path: Path) -> None:
    record, _ = drafted(
        tmp_path, "Russia launched 40 drones on 4 March 2031 and 12 missiles; 12 drones were shot down over Kyiv."
    )
    assert 'words: "12 drones", says: {downed_kinetic: 12}' in record
    assert 'words: "40 drones", says: {weapon_class: uav_unspecified}' in record


def test_what_must_be_proven_and_was_not_read_gets_evidence_to_fill_in(tmp_path: Path) -> None:
    record, _ = drafted(tmp_path, "A missile hit Kyiv on 4 March 2031 and killed two people.")
    assert "attacker: FILL_IN" in record
    assert 'words: "FILL_IN", says: {attacker: FILL_IN}' in record


def test_that_nobody_was_hurt_is_a_judgement_with_a_reason(tmp_path: Path) -> None:
    record, _ = drafted(tmp_path, "Russia attacked Kyiv with a missile on 4 March 2031. Nobody was hurt in Kyiv.")
    assert "is_none_reported: true" in record
    assert 'says: {is_none_reported: true}, reading: judged, reason: "The page says that nobody was hurt."' in record


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        ({"downed_ew": 3}, {"downed_ew": 3, "downed_definition": "FILL_IN"}),
        ({"downed_ew": 3, "downed_definition": "unknown"}, {"downed_ew": 3, "downed_definition": "unknown"}),
        ({"night_of": True, "date_start": "a"}, {"night_of": "FILL_IN", "date_start": "a"}),
        (
            {"night_of": True, "date_start": "a", "date_end": "b"},
            {"night_of": True, "date_start": "a", "date_end": "b"},
        ),
        ({"as_of_precision": "hour"}, {}),
        (
            {"both_sides_total": 4, "counting_unit": "per_side"},
            {"both_sides_total": 4, "counting_unit": "both_sides_total"},
        ),
    ],
)
def test_cells_of_a_row_agree_with_one_another(row: dict[str, object], settled: dict[str, object]) -> None:
    settle(row)
    assert row == settled


@given(st.lists(st.sampled_from(["two", "12", "in", "Kyiv", ",", "twofold", "."]), min_size=1, max_size=12), st.data())
def test_words_are_given_only_where_they_can_be_found_again(tokens: list[str], data: st.DataObject) -> None:
    text = " ".join(tokens)
    start = data.draw(st.integers(0, len(tokens) - 1))
    end = data.draw(st.integers(start + 1, len(tokens)))
    words, sentence = tokens[start], " ".join(tokens[start:end])
    place = once(text, words, sentence)
    if place is None:
        assert stands(text, words) != 1
    else:
        assert stands(text, place.get("within", words)) == 1
        assert stands(place.get("within", words), words) == 1


def test_items_that_one_passage_names_are_one_entry() -> None:
    evidence: list[dict[str, object]] = []
    for says in ({"hit_places": ["a"]}, {"hit_places": ["b"]}, {"place": "a"}):
        merge(evidence, {"party": "media", "_at": (0, 5), "says": says})
    assert [one["says"] for one in evidence] == [{"hit_places": ["a", "b"], "place": "a"}]


def test_days_of_files_are_those_of_the_event(checkout: Path) -> None:
    draft(checkout, checkout / "saved.html")
    document, record = files(checkout)
    assert document.name.startswith(f"{date(2031, 3, 5)}_src_") and record.name.startswith("2031-03-04_atk_")
