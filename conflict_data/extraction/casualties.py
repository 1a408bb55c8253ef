"""Casualty statements: one record per place and toll, updates and subsets kept apart."""

from __future__ import annotations

from typing import Any

from conflict_data.extraction.counts import Count
from conflict_data.extraction.groups import People
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene, region_of
from conflict_data.extraction.tolls import NEW, SHARPER, Entry, arrange, verdict
from conflict_data.extraction.victims import identity

FIELDS = ("killed", "injured", "captured", "missing", "rescued", "hospitalised", "abducted", "released")


def casualty_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Casualty drafts of a document; values of one sentence and one place share a draft."""
    drafts: list[Draft] = []
    heard: dict[str, list[Entry]] = {}
    for group in _by_match(found):
        if group[0].field == "none_reported":
            drafts.append(_nobody(scene, group[0]))
            continue
        entries = [_entry(scene, mention) for mention in group]
        known = heard.setdefault(group[0].field, [])
        if _sum_of_known(entries, known):
            continue
        for mention, entry in zip(group, entries, strict=True):
            meaning, other = verdict(entry, known)
            if meaning == SHARPER and other is not None:
                other.amount, other.start, other.end, other.rule = entry.amount, entry.start, entry.end, entry.rule
                continue
            if meaning != NEW:
                continue
            if mention.fixed.get("update"):
                _supersede(entry, known)
            entry.draft = _draft(scene, drafts, mention, entry)
            entry.draft.fields["_entries"].setdefault(mention.field, []).append(entry)
            known.append(entry)
            _subsets(scene, entry.draft, mention)
    for entries in heard.values():
        arrange(entries)
    for draft in drafts:
        _say(scene, draft)
        draft.parent = attacks[0] if attacks else None
    return drafts


def _by_match(found: list[Mention]) -> list[list[Mention]]:
    """The mentions of one match and one field together, in the order of the text."""
    groups: dict[tuple[int, str], list[Mention]] = {}
    for mention in found:
        if mention.field == "none_reported" or (
            mention.field in FIELDS and isinstance(mention.payload, People) and mention.payload.amount is not None
        ):
            groups.setdefault((mention.group, mention.field), []).append(mention)
    return list(groups.values())


def _entry(scene: Scene, mention: Mention) -> Entry:
    people = mention.payload
    who = identity(scene.pack, scene.document, mention.chunk, people)
    place = scene.place(mention.chunk, mention.sentence)
    region = scene.region(mention.sentence)
    return Entry(
        people.amount,
        who,
        place[1].name if place else None,
        region[1].name if region else None,
        mention.sentence,
        mention.group,
        mention.start,
        mention.end,
        mention.rule_id,
    )


def _sum_of_known(entries: list[Entry], known: list[Entry]) -> bool:
    """Is a list (`the commander and three others`) a group that was counted before?"""
    total = sum(one.amount.number for one in entries)
    return len(entries) > 1 and any(one.amount.number == total and not one.superseded for one in known)


def _nobody(scene: Scene, mention: Mention) -> Draft:
    draft = Draft("casualty", mention.chunk, mention.sentence)
    draft.say("none_reported", True, mention.start, mention.end, mention.rule_id, "code", mention.sentence)
    draft.fields["_entries"] = {}
    _where(scene, draft, mention)
    return draft


def _draft(scene: Scene, drafts: list[Draft], mention: Mention, entry: Entry) -> Draft:
    """The draft of the same sentence and place, or a new one."""
    for draft in reversed(drafts):
        if draft.sentence != mention.sentence:
            break
        held = draft.fields["_entries"].get(mention.field)
        if draft.fields.get("_name") == entry.place and (
            held is None or held[-1].match == entry.match or entry.who.added
        ):
            return draft
    draft = Draft("casualty", mention.chunk, mention.sentence)
    draft.fields["_name"] = entry.place
    draft.fields["_entries"] = {}
    drafts.append(draft)
    _where(scene, draft, mention)
    return draft


def _say(scene: Scene, draft: Draft) -> None:
    """Give a draft its numbers: one group as it is written, several side by side as their sum."""
    groups: dict[str, tuple[Count, ...]] = {}
    held: dict[str, list[Entry]] = draft.fields.pop("_entries")
    for name, entries in held.items():
        total = entries[0].amount
        for entry in entries[1:]:
            total = total.plus(entry.amount)
        first, last = entries[0], entries[-1]
        named = any(entry.who.names for entry in entries)
        reading = "derived" if named else "number"
        draft.say(name, total, first.start, max(first.end, last.end), first.rule, reading, first.sentence)
        groups[name] = tuple(entry.amount for entry in entries)
        if all(entry.superseded for entry in entries):
            draft.status = "superseded"
        if first.within is not None and first.within.draft is not draft:
            draft.fields["part_of"] = first.within.draft
    if groups:
        draft.fields["groups"] = groups


def _where(scene: Scene, draft: Draft, mention: Mention) -> None:
    place = scene.place(mention.chunk, mention.sentence)
    if place is not None:
        chunk, spot = place
        key = "scope_place" if spot.ids else "place_name"
        value: Any = spot.ids[0] if spot.ids else spot.name
        draft.say(key, value, *scene.written(chunk), "place.nearest", "place", scene.document.sentence(chunk))
    region_of(scene, draft, mention.sentence)
    when = scene.date(mention.chunk, mention.sentence)
    if when is not None:
        chunk, span = when
        draft.dates = span
        draft.say("date", span.end, *scene.written(chunk), "date.nearest", "date", mention.sentence)


def _supersede(entry: Entry, known: list[Entry]) -> None:
    """A new state of a toll takes the place of the smaller numbers before it."""
    for old in known:
        if old.place in (entry.place, None) and old.amount.number < entry.amount.number:
            old.superseded = True


def _subsets(scene: Scene, draft: Draft, mention: Mention) -> None:
    """Children and other parts named after `including` beside the number they belong to."""
    document, letter = scene.document, scene.pack.letters["SUBSET"]
    _, high = document.sentence_chunks(mention.sentence)
    position = document.letters.find(letter, mention.chunk, min(high, mention.chunk + 6))
    if position < 0:
        return
    part = document.payload[position]
    for kind in part.kinds:
        role = scene.pack.roles.get(kind)
        if role and mention.field in ("killed", "injured") and part.amount:
            name = f"{mention.field}_{role}"
            draft.say(name, part.amount, part.start, part.end, mention.rule_id, "number", mention.sentence)
