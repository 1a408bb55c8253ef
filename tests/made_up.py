"""A small made-up tree of seeds: two documents' worth of events that never happened, for tests that need a whole build."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

REPORT = """---
source_id: src_aaaa1111
publisher: Example Wire
url: https://example.org/raid
published: 2031-03-04
published_basis: page_stated
language: en
text_kind: note
rights: own_words
read: whole
---
Russia attacked Kyiv with drones in the night of 3-4 March 2031, the Air Force said.
It counted 40 strike drones, of which 31 were shot down and six were lost from radar.
At least 12 people were injured in Kyiv, the mayor said in the morning. By noon the police put the number at 15 injured and two killed.
"""

SWAP = """---
source_id: src_bbbb2222
publisher: Example Times
url: https://example.org/swap
published: 2031-03-06
published_basis: page_stated
language: en
text_kind: note
rights: own_words
read: whole
---
Ukraine and Russia exchanged prisoners on 6 March 2031. Ukraine's headquarters said 55 people came home, 50 soldiers and five civilians.
Russia's Defence Ministry said it had received an equal number. The United Arab Emirates mediated.
"""

ATTACK = """# yaml-language-server: $schema=../../../../schema/records/attack.schema.json
attack:
  attack_id: atk_aaaa1111
  level: strike
  date_start: 2031-03-03
  date_end: 2031-03-04
  date_precision: 1
  date_basis: stated
  source_tz: Europe/Kyiv
  night_of: true
  attacker: RUS
  target_party: UKR
  place: ukr-kyiv
  where_precision: 1
  coder: tester
  coded_date: 2031-03-10
  verification: single_source
  claim_party: ukr_official
munitions:
  - {munition_id: mun_aaaa1111, weapon_class: owa_uav, claim_party: ukr_official, launched: 40, downed_kinetic: 31, downed_ew: 6, downed_definition: kinetic_only}
casualties:
  - {casualty_id: cas_aaaa1111, scope_level: settlement, scope_place: ukr-kyiv, as_of: 2031-03-04T06:00Z, as_of_precision: part_of_day, toll_phase: initial, injured: at least 12, victim_side: UKR, verification: single_source, claim_party: ukr_official}
  - {casualty_id: cas_aaaa2222, scope_level: settlement, scope_place: ukr-kyiv, as_of: 2031-03-04T10:00Z, as_of_precision: hour, toll_phase: update, killed: 2, injured: 15, victim_side: UKR, verification: single_source, claim_party: ukr_official}
evidence:
  - {source: src_aaaa1111, party: ukr_official, words: "in the night of 3-4 March 2031", says: {date_start: 2031-03-03, date_end: 2031-03-04}}
  - {source: src_aaaa1111, party: ukr_official, words: "Russia", says: {attacker: RUS}}
  - {source: src_aaaa1111, party: ukr_official, words: "Kyiv", within: "attacked Kyiv with drones", says: {place: ukr-kyiv}}
  - {of: mun_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "40 strike drones", says: {weapon_class: owa_uav, launched: 40}}
  - {of: mun_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "31", says: {downed_kinetic: 31}}
  - {of: mun_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "six", says: {downed_ew: 6}}
  - {of: cas_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "At least 12 people", says: {injured: at least 12}}
  - {of: cas_aaaa1111, source: src_aaaa1111, party: ukr_official, words: "Kyiv", within: "injured in Kyiv, the mayor", says: {scope_place: ukr-kyiv}}
  - {of: cas_aaaa2222, source: src_aaaa1111, party: ukr_official, words: "15 injured", says: {injured: 15}}
  - {of: cas_aaaa2222, source: src_aaaa1111, party: ukr_official, words: "two killed", says: {killed: 2}}
  - {of: cas_aaaa2222, source: src_aaaa1111, party: ukr_official, words: "the police put the number", says: {scope_place: ukr-kyiv}, reading: judged, reason: "The police update the number that the sentence before gives for Kyiv."}
"""

EXCHANGE = """# yaml-language-server: $schema=../../../../schema/records/exchange.schema.json
exchange:
  exchange_id: exc_aaaa1111
  date_start: 2031-03-06
  date_precision: 1
  date_basis: stated
  source_tz: Europe/Kyiv
  transfer_type: reciprocal_exchange
  counts_disclosed: both
  mediators: [ARE]
  coder: tester
  coded_date: 2031-03-10
  verification: single_source
  claim_party: ukr_official
returns:
  - {return_id: ret_aaaa1111, receiving_party: UKR, claim_party: ukr_official, total: 55, military: 50, civilian: 5}
  - {return_id: ret_aaaa2222, receiving_party: RUS, claim_party: rus_official, total: 55}
evidence:
  - {source: src_bbbb2222, party: ukr_official, words: "on 6 March 2031", says: {date_start: 2031-03-06}}
  - {source: src_bbbb2222, party: media, words: "United Arab Emirates", says: {mediators: [ARE]}}
  - {of: ret_aaaa1111, source: src_bbbb2222, party: ukr_official, words: "55 people", says: {total: 55}}
  - {of: ret_aaaa1111, source: src_bbbb2222, party: ukr_official, words: "50 soldiers", says: {military: 50}}
  - {of: ret_aaaa1111, source: src_bbbb2222, party: ukr_official, words: "five civilians", says: {civilian: 5}}
  - {of: ret_aaaa2222, source: src_bbbb2222, party: rus_official, words: "an equal number", says: {total: 55}, reading: derived, rests_on: {of: ret_aaaa1111, field: total}}
"""

FILES = {
    "documents/2031/2031-03-04_src_aaaa1111.md": REPORT,
    "documents/2031/2031-03-06_src_bbbb2222.md": SWAP,
    "records/attacks/2031/2031-03-03_atk_aaaa1111.yaml": ATTACK,
    "records/exchanges/2031/2031-03-06_exc_aaaa1111.yaml": EXCHANGE,
}
ATTACK_FILE = "records/attacks/2031/2031-03-03_atk_aaaa1111.yaml"
EXCHANGE_FILE = "records/exchanges/2031/2031-03-06_exc_aaaa1111.yaml"
REPORT_FILE = "documents/2031/2031-03-04_src_aaaa1111.md"


def _some(path: Path, target: Path) -> None:
    """The rows of a gazetteer file that the made-up events need: countries and Kyiv."""
    head, *rows = path.read_text("utf-8").splitlines(keepends=True)
    countries = r"[a-z]{3}"
    wanted = re.compile(rf"(?:{countries}|ukr-kyiv(?:-[a-z]+)?),")
    target.write_text(head + "".join(row for row in rows if wanted.match(row)), "utf-8")


def write(root: Path) -> Path:
    """The tree under `root/seeds`, with a part of the project's gazetteer."""
    seeds = root / "seeds"
    for name, text in FILES.items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    (seeds / "gazetteer").mkdir()
    for name in ("places.csv", "names.csv"):
        _some(ROOT / "seeds" / "gazetteer" / name, seeds / "gazetteer" / name)
    return seeds
