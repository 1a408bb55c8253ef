"""Which coded event a report's record is linked to, on made-up events of one night."""

from __future__ import annotations

from pathlib import Path

import made_up
import pytest
from pipeline import documents, gazetteer, read_documents, records
from pipeline.link import Linker
from pipeline.places import Places

from conflict_data.contract import Contract

NIGHT = (
    "  date_start: 2031-03-19\n  date_end: 2031-03-20\n  date_precision: 1\n  date_basis: stated\n  night_of: true\n"
)
SIDES = {"ukr": ("RUS", "UKR"), "rus": ("UKR", "RUS")}


def event(identifier: str, level: str, place: str, launched: int) -> str:
    """A record file of an attack in that night, cited for the report."""
    attacker, target = SIDES[place[:3]]
    return f"""attack:
  attack_id: atk_{identifier}
  level: {level}
{NIGHT}  source_tz: Europe/Kyiv
  attacker: {attacker}
  target_party: {target}
  place: {place}
  verification: single_source
  claim_party: ukr_official
munitions:
  - {{munition_id: mun_{identifier}, weapon_class: owa_uav, claim_party: ukr_official, launched: {launched}}}
evidence:
  - {{source: src_aaaa1111, party: ukr_official, words: "any", says: {{attacker: {attacker}}}}}
"""


WAVE, STRIKE, ANSWER = (
    event("wave1111", "wave", "ukr", 40),
    event("strk1111", "strike", "ukr-kyiv", 12),
    event("answ1111", "wave", "rus", 25),
)


@pytest.fixture
def linked(seeds: Path, contract: Contract):
    """The coded events that the attacks of a report are linked to, and those that they may be."""

    def run(text: str, *files: str) -> tuple[list[str], list[tuple[str, ...]]]:
        path = seeds / made_up.REPORT_FILE
        head = path.read_text("utf-8").split("---\n")[1].replace("2031-03-04", "2031-03-20")
        path.write_text(f"---\n{head}---\n{text}\n", "utf-8")
        document = documents.read(path, contract, name="report.md")
        places, _ = gazetteer.read(seeds, contract)
        texts = {document.source_id: document}
        extractions = read_documents.run(texts, read_documents.gazetteer(places))
        reader = records.Reader(contract)
        coded = [reader.parse(file, name=f"{n}.yaml") for n, file in enumerate(files)]
        found, unlinked = Linker(coded, Places(places)).link(texts, extractions)
        return [o.row.record_id for o in found if o.record.kind == "attack"], [o.may_be for o in unlinked]

    return run


def test_a_raid_without_a_place_is_the_wave_rather_than_a_strike_of_it(linked) -> None:
    text = "Russia launched 41 drones at Ukraine in the night of 19-20 March 2031, the Air Force said."
    assert linked(text, WAVE, STRIKE) == (["atk_wave1111"], [])


def test_of_events_that_fit_alike_it_is_the_one_whose_number_the_report_repeats(linked) -> None:
    text = "The Air Force counted {} drones in the night of 19-20 March 2031 and shot down 9."
    assert linked(text.format(40), WAVE, ANSWER) == (["atk_wave1111"], [])
    assert linked(text.format(25), WAVE, ANSWER) == (["atk_answ1111"], [])
    assert linked(text.format(33), WAVE, ANSWER) == ([], [("atk_answ1111", "atk_wave1111")])


def test_the_wave_of_a_side_goes_beyond_the_country_it_is_aimed_at(linked) -> None:
    text = "Russia's Defence Ministry said that 5 Ukrainian drones were destroyed over Kyiv in the night of 19-20 March 2031."
    assert linked(text, ANSWER) == (["atk_answ1111"], [])
    uncited = ANSWER.replace("src_aaaa1111", "src_bbbb2222")
    assert linked(text, uncited) == ([], [()])


def test_a_kidnapping_is_no_attack_of_the_tables(linked) -> None:
    assert linked("Gunmen kidnapped the mayor on 19 March 2031.", STRIKE) == ([], [])
