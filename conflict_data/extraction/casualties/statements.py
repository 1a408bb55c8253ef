"""Statements of tolls: the numbers of one sentence and place in one record, parts and older states beside it."""

from __future__ import annotations

from conflict_data.extraction.casualties.scopes import OF_PLACE, locate
from conflict_data.extraction.casualties.tolls import (
    Entry,
)
from conflict_data.extraction.casualties.victims import Counted
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene


def nobody(scene: Scene, mention: Mention) -> Draft:
    """The statement that nobody was hurt."""
    draft = Draft("casualty", mention.chunk, mention.sentence)
    draft.say("none_reported", True, mention.start, mention.end, mention.rule_id, "code", mention.sentence)
    draft.fields["_entries"] = {}
    locate(scene, draft, mention)
    return draft


def draft_of(scene: Scene, drafts: list[Draft], mention: Mention, entry: Entry) -> Draft:
    """The draft of the same sentence and place, or a new one."""
    for draft in reversed(drafts):
        if draft.sentence != mention.sentence:
            break
        held = draft.fields["_entries"].get(mention.field)
        if draft.fields.get("_name") == entry.place and (
            held is None or held[-1].match == entry.match or entry.who.added or _beside(scene, held[-1], mention)
        ):
            return draft
    draft = Draft("casualty", mention.chunk, mention.sentence)
    draft.fields["_name"] = entry.place
    draft.fields["_entries"] = {}
    drafts.append(draft)
    locate(scene, draft, mention, entry.place)
    return draft


def _beside(scene: Scene, last: Entry, mention: Mention) -> bool:
    """Does a group follow the last one of a list (`Bo Ray and six of his men`)?"""
    document, letters = scene.document, scene.pack.letters
    between = {letters[name] for name in ("COMMA", "AND", "WITH", "POSSP", "THE")}
    chunk = mention.chunk - 1
    while chunk > 0 and document.letters[chunk] in between:
        chunk -= 1
    return chunk < mention.chunk - 1 and document.end(chunk) == last.end


def spoken(scene: Scene, draft: Draft) -> list[Draft]:
    """A draft with its numbers, and beside it one that holds those a later sentence has replaced."""
    held: dict[str, list[Entry]] = draft.fields.pop("_entries")
    found: list[Draft] = []
    for wanted in ("current", "part", "replaced"):
        chosen = {name: [one for one in entries if _place_of(one, draft) == wanted] for name, entries in held.items()}
        chosen = {name: entries for name, entries in chosen.items() if entries}
        if not chosen and (found or held or wanted != "current"):
            continue
        one = draft
        if found:
            one = Draft("casualty", draft.chunk, draft.sentence)
            one.role, one.dates = draft.role, draft.dates
            one.fields = {name: value for name, value in draft.fields.items() if name in OF_PLACE}
            one.claims = [claim for claim in draft.claims if claim[0] in OF_PLACE]
        if wanted == "replaced":
            one.status = "superseded"
        _say(scene, one, chosen)
        found.append(one)
    return found


def _place_of(entry: Entry, draft: Draft) -> str:
    if entry.superseded:
        return "replaced"
    return "part" if entry.within is not None and entry.within.draft is not draft else "current"


def _say(scene: Scene, draft: Draft, held: dict[str, list[Entry]]) -> None:
    """Give a draft its numbers: one group as it is written, several side by side as their sum."""
    groups: dict[str, tuple[Counted, ...]] = {}
    for name, entries in held.items():
        total = entries[0].amount
        for entry in entries[1:]:
            total = total.plus(entry.amount)
        first, last = entries[0], entries[-1]
        # A name says one person to a reader of names only, and scattered numbers have no words of their own.
        alike = all(entry.match == first.match and entry.amount.word is None for entry in entries)
        plain = all(entry.plain for entry in entries) and (alike or len(entries) == 1)
        reading = "number" if plain else "derived"
        draft.say(name, total, first.start, max(first.end, last.end), first.rule, reading, first.sentence)
        groups[name] = tuple(Counted(one.amount, tuple(sorted(one.who.kinds)), one.named) for one in entries)
        if first.within is not None and first.within.draft is not draft:
            draft.fields["part_of"] = first.within.draft
        _kinds(scene, draft, name, entries)
        if all(entry.generic for entry in entries):
            draft.fields["is_generic"] = True
        bare = not any(entry.who.headed or entry.who.names for entry in entries)
        draft.fields["_bare"] = draft.fields.get("_bare", True) and bare
    if groups:
        draft.fields["groups"] = groups


def _kinds(scene: Scene, draft: Draft, name: str, entries: list[Entry]) -> None:
    """Children, civilians and soldiers that a list counts as groups of their own."""
    for kind, role in scene.pack.roles.items():
        held = [entry for entry in entries if kind in entry.who.kinds and entry.plain]
        if name in ("killed", "injured") and len(held) == 1 and f"{name}_{role}" not in draft.fields:
            entry = held[0]
            draft.say(f"{name}_{role}", entry.amount, entry.start, entry.end, entry.rule, "number", entry.sentence)
