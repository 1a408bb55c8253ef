"""Attacks that did not happen: threatened or plotted ones are `planned`, those that were tried and failed `cancelled`."""

from __future__ import annotations

from conflict_data.extraction.attacks.combat import armed
from conflict_data.extraction.attacks.records import LATE
from conflict_data.extraction.attacks.targets import describe
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene

_REACH = 7
"""Chunks after a word of intent in which the object stands."""


def intended_attacks(scene: Scene, found: list[Mention]) -> list[Draft]:
    """One draft for each state and day that the words of a text give such attacks."""
    drafts: dict[tuple[str, object], Draft] = {}
    for mention in found:
        words = scene.document.text[mention.start : mention.end]
        status = _status(scene, mention) if mention.field == "intended" else None
        if status is None or scene.long_ago(mention.chunk, mention.sentence) or _fought(scene, mention):
            continue
        when = scene.date(mention.chunk, mention.sentence)
        draft = drafts.setdefault((status, when[1] if when else None), Draft("attack", mention.chunk, mention.sentence))
        draft.status = status
        draft.fields.setdefault("_sentences", set()).add(mention.sentence)
        draft.fields.setdefault("trigger", words.lower())
        if when is not None and draft.dates is None:
            chunk, draft.dates = when
            start, end = scene.written(chunk)
            sentence = scene.document.sentence(chunk)
            draft.say("date_start", draft.dates.start, start, end, "date.nearest", "date", sentence)
            draft.say("date_end", draft.dates.end, start, end, "date.nearest", "date", sentence)
    for draft in drafts.values():
        describe(scene, draft, [])
        if draft.sentence >= LATE:
            draft.role = "background"
    return list(drafts.values())


def _status(scene: Scene, mention: Mention) -> str | None:
    """The state that a word gives an attack; a bomb that was planted and found in time failed."""
    if scene.document.letters[mention.chunk] == scene.pack.letters["PLANT"]:
        return "cancelled"
    code = scene.pack.words.code(scene.document.text[mention.start : mention.end])
    return str(code) if code else None


def _fought(scene: Scene, mention: Mention) -> bool:
    """Is what somebody tried to attack an armed body?"""
    _, high = scene.document.sentence_chunks(mention.sentence)
    return any(armed(scene, chunk) for chunk in range(mention.chunk + 1, min(high, mention.chunk + _REACH)))
