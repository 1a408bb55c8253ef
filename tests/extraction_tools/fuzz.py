"""Feed the extractor whatever a text can be, for as long as one likes, and see that its promises hold.

Nothing is raised, every span lies inside the text, every record has its parent, the trace changes no record, and
another process that reads the same texts in another order gives the same output. `make fuzz SECONDS=60`, or

    python tests/extraction_tools/fuzz.py [SECONDS] [--seed N]

A text is named by the seed and its number, so a fault can be had again: `--only NUMBER` reads that text alone.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from conflict_data.extraction import (
    Claim,
    Extraction,
    Gazetteer,
    extract,
    read_count,
    read_date,
    read_ordinal,
    read_place,
)

ROOT = Path(__file__).resolve().parents[2]
BATCH = 200
"""Texts that are read before another process reads the same ones backwards."""

GAZETTEER = Gazetteer.from_rows(
    [
        {"place_id": "xx", "name": "Ostmark", "kind": "country", "parent_place_id": None, "country": "XX"},
        {"place_id": "xx-mill", "name": "Millport", "kind": "city", "parent_place_id": "xx", "country": "XX"},
        {"place_id": "xx-reg", "name": "Millport region", "kind": "oblast", "parent_place_id": "xx", "country": "XX"},
        {"place_id": "ukr-kyiv", "name": "Kyiv", "kind": "city", "parent_place_id": None, "country": "UKR"},
        {"place_id": "ukr-new", "name": "New Harbour", "kind": "town", "parent_place_id": None, "country": "UKR"},
        {"place_id": "ukr-new2", "name": "New Harbour", "kind": "village", "parent_place_id": "xx", "country": "UKR"},
    ],
    [],
)
_LISTED = (
    "killed injured wounded died dead attack attacked strike drones missiles launched shot down swap exchange exchanged "
    "prisoners soldiers civilians children people two three dozens hundreds hundred thousand million several at least up to "
    "more than about between and or of the a an in on from for to by with after Kyiv Millport region Ukraine Russia "
    "Ukrainian Russian officials said mayor Monday night overnight yesterday May March 2025 2024-05-01 1,000 12 303 1 "
    "12-15 205-for-205 61st first last phase each side an equal number including whom were was have not no will may if "
    "remains bodies returned received captivity agreement Istanbul the United Arab Emirates mediation . , ; : - – — ( ) \" ' 's"
)
WORDS = _LISTED.split()
ODD = [
    *map(chr, range(0x20)), "\x7f", "\x85", "\xa0", "\xad", "\u00b2", "\u00bd", "\u0130", "\u0131", "\u0301", "\u037e", "\u0663",
    "\u0967", "\u1e9e", "\u2007", "\u200b", "\u200d", "\u200e", "\u200f", "\u2011", "\u2028", "\u2029", "\u202a", "\u202e", "\u202f", "\u2066",
    "\u2069", "\u2116", "\u216b", "\u2460", "\u3000", "\u3007", "\ud800", "\udfff", "\ufb01", "\ufeff", "\ufffd", "\uff11", "\U0001d7d9",
    "\U0001f4a5", "\U000e0001", "\U0010ffff", "---\n", "'s", "\u2019s", "\r\n", "a.b.", "0", "00", "-", "/", ":", "%", "+",
]  # fmt: skip
MARKUP = (
    "<p>{}</p>",
    "<div class='x'><b>{}</b><!-- {} -->",
    "---\ntitle: {}\n---\n{}",
    "key: |\n  {}\n- {}",
    "&lt;{}&gt; &nbsp;{}",
)
DAYS = (None, date(2025, 5, 24), date(2024, 2, 29), date(2022, 12, 31), date(2026, 1, 1), date.min, date.max)


def notes() -> list[str]:
    """The project's own notes, where there are any."""
    files = sorted((ROOT / "seeds" / "documents").rglob("*.md"))
    return [file.read_text(encoding="utf-8").split("---\n", 2)[-1] for file in files] or [
        "Two people were killed in Kyiv."
    ]


def _any_unicode(rng: random.Random, known: list[str]) -> str:
    return "".join(chr(rng.choice((rng.randrange(0x110000), rng.randrange(0x3000)))) for _ in range(rng.randrange(300)))


def _words(rng: random.Random, known: list[str]) -> str:
    gap = rng.choice((" ", " ", " ", "\n", "  ", "\u00a0", ""))
    return gap.join(rng.choices(WORDS, k=rng.randrange(1, 200)))


def _odd(rng: random.Random, known: list[str]) -> str:
    return "".join(rng.choice((rng.choice(WORDS) + " ", rng.choice(ODD))) for _ in range(rng.randrange(1, 200)))


def _mutated(rng: random.Random, known: list[str]) -> str:
    text = "\n".join(rng.choices(known, k=rng.randrange(1, 4)))
    for _ in range(rng.randrange(1, 30)):
        at, to = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
        to = min(to, at + rng.randrange(1, 60))
        way = rng.randrange(6)
        if way == 0:
            text = text[:at] + text[to:]
        elif way == 1:
            text = text[:at] + rng.choice(ODD) + text[at:]
        elif way == 2:
            text = text[:at] + rng.choice(WORDS) + " " + text[to:]
        elif way == 3:
            text = text[:to] + text[at:]
        elif way == 4:
            text = text[:at] + str(rng.randrange(10 ** rng.randrange(1, 12))) + text[to:]
        else:
            text = text[:at] + text[at:to].swapcase() + text[to:]
    return rng.choice((str, str, str.upper, str.lower, str.title))(text)


def _marked_up(rng: random.Random, known: list[str]) -> str:
    return "".join(rng.choice(MARKUP).format(rng.choice(known), _odd(rng, known)) for _ in range(rng.randrange(1, 4)))


def _long_numbers(rng: random.Random, known: list[str]) -> str:
    digits = "".join(rng.choices("0123456789", k=rng.choice((9, 10, 100, 4300, 4301, 10_000))))
    form = rng.choice(
        ("{}", "{}-{}", "{},000", "{}.5", "{}-for-{}", "{}th", "{} million", "{}%", "{}/{}", "{}:30", "{}-year-old")
    )
    return f"{_words(rng, known)} {form.replace('{}', digits)} {_words(rng, known)}"


def _piled_up(rng: random.Random, known: list[str]) -> str:
    size = rng.choice((100, 1000, 5000))
    return (
        _words(rng, known)
        + rng.choice((" ", ", ", " and ", "\n", "-", "")).join([rng.choice(WORDS)] * size)
        + _words(rng, known)
    )


def _one_long_line(rng: random.Random, known: list[str]) -> str:
    piece = _mutated(rng, known).replace("\n", " ") or " "
    return piece * (200_000 // len(piece) + 1)


KINDS: tuple[Callable[[random.Random, list[str]], str], ...] = (
    *(_mutated,) * 20, *(_words,) * 12, *(_odd,) * 12, *(_any_unicode,) * 4, *(_marked_up,) * 6, *(_long_numbers,) * 4, _piled_up,
)  # fmt: skip


def text_of(seed: int, number: int, known: list[str]) -> tuple[str, date | None]:
    """The text of a number, and its day of publication."""
    rng = random.Random(f"{seed}:{number}")
    make = _one_long_line if number % 400 == 399 else rng.choice(KINDS)
    return make(rng, known), rng.choice(DAYS)


def faults(text: str, found: Extraction) -> list[str]:
    """What is wrong with an extraction, whatever the text."""
    keys = {record.key for record in found.records}
    claims: tuple[Claim, ...] = found.claims
    wrong = [f"span outside the text: {one}" for one in claims if not 0 <= one.start < one.end <= len(text)]
    wrong += [
        f"sentence outside the text: {one}"
        for one in found.claims
        if not 0 <= one.sentence[0] <= one.sentence[1] <= len(text)
    ]
    wrong += [f"claim of no record: {one}" for one in claims if one.record not in keys]
    wrong += [
        f"rests on no claim: {one}"
        for one in found.claims
        if not (one.derived_from is None or 0 <= one.derived_from < len(claims))
    ]
    wrong += [f"parent unknown: {one}" for one in found.records if not (one.parent is None or one.parent in keys)]
    if len(keys) < len(found.records):
        wrong.append("two records of one key")
    return wrong


def digest(text: str, day: date | None) -> str:
    """A fingerprint of all that the extractor says; AssertionError where a promise is broken."""
    found = extract(text, published=day, places=GAZETTEER)
    wrong = faults(text, found)
    told = extract(text, published=day, places=GAZETTEER, explain=True)
    if (told.records, told.claims) != (found.records, found.claims):
        wrong.append("the trace changes the records")
    wrong += [f"step outside the text: {step}" for step in told.trace if not 0 <= step.start <= step.end <= len(text)]
    assert not wrong, "; ".join(wrong[:3])
    said: list[object] = [found.records, found.claims, told.trace]
    if len(text) < 5_000:
        said += [read_count(text), read_date(text, published=day), read_ordinal(text), read_place(text, GAZETTEER)]
    return hashlib.sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()


def digests(seed: int, numbers: Iterable[int], known: list[str]) -> dict[int, str]:
    """Fingerprints of some texts in that order; a text that breaks a promise has what was raised in its place."""
    found: dict[int, str] = {}
    for number in numbers:
        text, day = text_of(seed, number, known)
        try:
            found[number] = digest(text, day)
        except Exception:  # whatever it is, it is what we look for
            found[number] = "FAULT " + traceback.format_exc(limit=-1)
    return found


def _elsewhere(seed: int, first: int) -> dict[int, str]:
    """The same fingerprints by another process, which hashes strings otherwise and reads the texts backwards."""
    command = [sys.executable, __file__, "--seed", str(seed), "--backwards", str(first)]
    environment = {**os.environ, "PYTHONHASHSEED": str(first % 1000 + 1)}
    said = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
    return {int(number): value for number, value in (line.split(" ", 1) for line in said.splitlines())}


def main(arguments: list[str] | None = None) -> int:
    """Run for some seconds; the exit code says whether all promises held."""
    parser = argparse.ArgumentParser(description="Fuzz the extractor.")
    parser.add_argument("seconds", type=float, nargs="?", default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--backwards", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    known = notes()
    if options.only is not None:
        print(repr(text_of(options.seed, options.only, known)))
        print(digest(*text_of(options.seed, options.only, known)))
        return 0
    if options.backwards is not None:
        first = options.backwards
        for number, value in digests(options.seed, range(first + BATCH - 1, first - 1, -1), known).items():
            print(number, value.splitlines()[0])
        return 0
    stop, first = time.monotonic() + options.seconds, 0
    bad: dict[str, list[int]] = {}
    while time.monotonic() < stop:
        here = digests(options.seed, range(first, first + BATCH), known)
        there = _elsewhere(options.seed, first)
        for number, value in here.items():
            if value.startswith("FAULT") or there[number] != value:
                fault = value if value.startswith("FAULT") else "another process says something else"
                known_by = fault.rstrip().rsplit("\n", 2)[-2:]
                if "".join(known_by) not in bad:
                    print(f"seed {options.seed}, text {number}: {fault}", flush=True)
                bad.setdefault("".join(known_by), []).append(number)
        first += BATCH
    print(f"{first:,} texts with seed {options.seed}: {len(bad)} faults")
    for fault, numbers in bad.items():
        print(f"{len(numbers)} texts ({', '.join(map(str, numbers[:5]))}): {fault}")
    return min(len(bad), 1)


if __name__ == "__main__":
    sys.exit(main())
