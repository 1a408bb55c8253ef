"""The extractor as a function: a text in, records and the words that prove them out."""

from __future__ import annotations

import gc
from datetime import date

from conflict_data.extraction.attacks.deeds import deeds
from conflict_data.extraction.attacks.intents import intended_attacks
from conflict_data.extraction.attacks.records import attack_records
from conflict_data.extraction.casualties.records import casualty_records
from conflict_data.extraction.exchanges.records import exchange_records
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.pack import Pack, load_pack
from conflict_data.extraction.match import mentions
from conflict_data.extraction.merge import Scene, by_kind, finish
from conflict_data.extraction.model import Extraction, Step
from conflict_data.extraction.text.chunks import Document, chunk
from conflict_data.extraction.text.groups import Reader
from conflict_data.extraction.text.topics import offtopic
from conflict_data.extraction.tracing import merge_steps, sentence_steps

LONG = 200_000
"""Characters from which on a text is read without Python's collector of cycles: the millions of objects that it makes all
live to the end, and looking through them again and again takes more than linear time."""


def extract(
    text: str,
    *,
    published: date | None = None,
    language: str = "en",
    places: Gazetteer | None = None,
    explain: bool = False,
) -> Extraction:
    """Read a report: attacks, munitions, casualties, exchanges, returns and agreements with their evidence.

    `published` is the day of publication, on which relative dates rest. Offsets of claims are code points of `text`.
    With `explain` the trace tells what every stage made or refused. ValueError for a language without a pack.
    """
    return extract_with(load_pack(language), text, published=published, places=places, explain=explain)


def extract_with(
    pack: Pack,
    text: str,
    *,
    published: date | None = None,
    places: Gazetteer | None = None,
    explain: bool = False,
) -> Extraction:
    """The same with a pack of one's own, such as one that holds a single rule."""
    if not pack.gate(text.lower()):
        return Extraction(trace=(Step("gate", "gate", "nothing to look for", 0, len(text)),) if explain else ())
    if len(text) < LONG or not gc.isenabled():
        return _read(pack, text, published, places, explain=explain)
    gc.disable()
    try:
        return _read(pack, text, published, places, explain=explain)
    finally:
        gc.enable()


def _read(pack: Pack, text: str, published: date | None, places: Gazetteer | None, *, explain: bool) -> Extraction:
    """The cascade behind the gate."""
    gazetteer = Gazetteer.default() if places is None else places
    document = read_document(pack, text, gazetteer)
    topic = offtopic(pack, document)
    if topic is not None:
        return Extraction(trace=(Step("topics", topic, "the text is about it", 0, len(text)),) if explain else ())
    trace: list[Step] | None = [] if explain else None
    found = mentions(pack, document, trace)
    if trace is not None:
        trace[:0] = sentence_steps(pack, document)
    if not found:
        return Extraction(trace=tuple(trace or ()))
    scene = Scene(pack, document, published, gazetteer)
    attacks = attack_records(scene, found)
    main = [draft for draft in attacks if draft.kind == "attack"]
    tolls = casualty_records(scene, by_kind(found, "casualty"), main)
    drafts = attacks + tolls + deeds(scene, tolls, main) + intended_attacks(scene, by_kind(found, "attack"))
    drafts += exchange_records(scene, by_kind(found, "exchange", "return", "agreement"), main)
    for draft in drafts:
        for name in [name for name in draft.fields if name.startswith("_")]:
            del draft.fields[name]
    records, claims = finish(scene, drafts)
    if trace is not None:
        trace += merge_steps(list(trace), found, claims)
    return Extraction(records, claims, tuple(trace or ()))


def read_document(pack: Pack, text: str, places: Gazetteer, *, whole: bool = False) -> Document:
    """Tokens and chunks of a text, before any rule; of the `whole` text or of its sentences that speak of events."""
    return chunk(pack, text, pack.vocabulary(places), Reader(pack, places), whole=whole)
