"""Casualty statements: one record per place and toll, updates and subsets kept apart."""

from __future__ import annotations

from typing import Any

from conflict_data.extraction.groups import People
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene, region_of
from conflict_data.extraction.tolls import NEW, PART, SHARPER, Entry, arrange, died_later, verdict
from conflict_data.extraction.victims import Counted, identity, named_after

_REACH = 10
_RECENT = 10
_MONTH = 4
"""Chunks before a number in which a word of blame counts, and days after which an event is no news."""
FIELDS = ("killed", "injured", "captured", "missing", "rescued", "hospitalised", "abducted", "released")


def casualty_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Casualty drafts of a document; values of one sentence and one place share a draft."""
    drafts: list[Draft] = []
    heard: dict[str, list[Entry]] = {}
    for group in _by_match([mention for mention in found if not _handed_over(scene, mention)]):
        if group[0].field == "none_reported":
            drafts.append(_nobody(scene, group[0]))
            continue
        if group[0].field == "part":
            _parts(scene, drafts, group, heard)
            continue
        entries = [_entry(scene, mention) for mention in group]
        known = heard.setdefault(group[0].field, [])
        if _sum_of_known(entries, known):
            continue
        for mention, entry in zip(group, entries, strict=True):
            meaning, other = verdict(entry, known)
            if meaning == SHARPER and other is not None:
                _sharpen(other, entry, mention.field)
                continue
            if mention.field == "killed":
                hurt = died_later(entry, heard.get("injured", []))
                if hurt is not None:
                    hurt.superseded = True
            if meaning == PART and other is not None and entry.place not in (None, other.place):
                entry.within = other
            elif meaning != NEW:
                continue
            if mention.fixed.get("update"):
                _supersede(entry, known)
            entry.draft = _draft(scene, drafts, mention, entry)
            entry.draft.fields["_entries"].setdefault(mention.field, []).append(entry)
            known.append(entry)
            if entry.amount.number > 1 and not entry.amount.word:
                entry.named = named_after(scene.pack, scene.document, mention.chunk, entry.amount.number)
            _subsets(scene, entry.draft, mention)
    for entries in heard.values():
        _outdated(entries)
        arrange(entries)
        _background(entries)
    drafts = [one for draft in drafts for one in _spoken(draft)]
    for draft in drafts:
        draft.parent = attacks[0] if attacks else None
    return drafts


def _handed_over(scene: Scene, mention: Mention) -> bool:
    """Bodies that a side returns, and wounded among the returned, are no casualties of the report."""
    people, document, letters = mention.payload, scene.document, scene.pack.letters
    if not isinstance(people, People):
        return False
    low, high = document.sentence_chunks(mention.sentence)
    back = any(document.letters.find(letters[name], low, high) >= 0 for name in ("RETURN", "RECEIVE", "EXCHANGEN"))
    if "remains" in people.kinds:
        return back
    following = document.letters[mention.chunk + 1 : mention.chunk + 2] == letters["OFWHICH"]
    return mention.field == "injured" and following and letters["EXCHANGEN"] in document.letters


def _parts(scene: Scene, drafts: list[Draft], group: list[Mention], heard: dict[str, list[Entry]]) -> None:
    """Records of their own for parts of a toll that have a place (`five of them in Kyiv region`)."""
    for mention in group:
        before = [
            (one.start, name, one)
            for name, entries in heard.items()
            for one in entries
            if one.sentence == mention.sentence and one.start < mention.start and one.within is None
        ]
        if not before:
            continue
        _, name, whole = max(before, key=lambda one: one[0])
        entry = _entry(scene, mention)
        entry.within = whole
        behind = [one for one in scene.places.get(mention.sentence, ()) if one[0] > mention.chunk]
        if behind:
            entry.place = behind[0][1].name
        entry.draft = _draft(scene, drafts, mention._replace(field=name), entry)
        entry.draft.fields["_entries"].setdefault(name, []).append(entry)
        heard[name].append(entry)


def _sharpen(old: Entry, new: Entry, name: str) -> None:
    """Put the exact number, or the bound, in the place of the number given first."""
    held = old.draft.fields["_entries"][name] if old.draft else [old]
    old.amount = new.amount
    if len(held) == 1:
        old.start, old.end, old.rule, old.sentence = new.start, new.end, new.rule, new.sentence


def _by_match(found: list[Mention]) -> list[list[Mention]]:
    """The mentions of one match and one field together, in the order of the text."""
    groups: dict[tuple[int, str], list[Mention]] = {}
    for mention in found:
        counted = isinstance(mention.payload, People) and mention.payload.amount is not None
        if mention.field == "none_reported" or (counted and mention.field in (*FIELDS, "part")):
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
        _standing(scene, mention),
        bare=scene.pack.alphabet.names[scene.document.letters[mention.chunk]] in ("ONE", "FOLK")
        and not (who.names or who.definite or who.added),
        told_before=_told_before(scene, mention),
    )


def _standing(scene: Scene, mention: Mention) -> str:
    """Is the number `main`, a running total over a `period`, of an `earlier` deed, or `old` by its date?"""
    document, letters = scene.document, scene.pack.letters
    low, high = document.sentence_chunks(mention.sentence)
    if document.letters.find(letters["PERIODW"], low, high) >= 0 or _since(scene, low, high):
        return "period"
    if document.letters.find(letters["BLAME"], max(low, mention.chunk - _REACH), mention.chunk) >= 0:
        return "earlier"
    when = scene.date(mention.chunk, mention.sentence)
    if when is not None and scene.published is not None and (scene.published - when[1].end).days > _RECENT:
        return "old"
    return "main"


def _told_before(scene: Scene, mention: Mention) -> bool:
    """Does the sentence say before the number that this was the state of an earlier moment?"""
    document, letter = scene.document, scene.pack.letters["ADV"]
    low, _ = document.sentence_chunks(mention.sentence)
    position = document.letters.find(letter, low, mention.chunk)
    while position >= 0:
        if scene.pack.words.code(document.tokens[document.first[position]]) == "before":
            return True
        position = document.letters.find(letter, position + 1, mention.chunk)
    return False


def _outdated(entries: list[Entry]) -> None:
    """An earlier state of a toll (`had earlier spoken of eight`) gives way to a larger one of the text."""
    for one in entries:
        if one.told_before and any(
            not other.told_before and other.amount.number > one.amount.number and other.within is None
            for other in entries
        ):
            one.superseded = True


def _since(scene: Scene, low: int, high: int) -> bool:
    """Does a sentence count from a month, a year or a beginning (`since March`, `since the start of the war`)?"""
    document, names = scene.document, scene.pack.alphabet.names
    position = document.letters.find(scene.pack.letters["PREP"], low, high)
    while position >= 0:
        token = document.tokens[document.first[position]]
        if scene.pack.words.code(token) == "since":
            following = {names.get(letter) for letter in document.letters[position + 1 : min(high, position + 3)]}
            dates = scene.dates.get(document.sentence(position), ())
            long = any(position < chunk <= position + 6 and span.precision >= _MONTH for chunk, span in dates)
            if len(token.split()) > 2 or following & {"MONTH", "YEAR"} or long:
                return True
        position = document.letters.find(scene.pack.letters["PREP"], position + 1, high)
    return False


def _background(entries: list[Entry]) -> None:
    """Send totals of a period and earlier deeds to the background; old dates only beside fresh ones."""
    fresh = any(one.standing == "main" for one in entries)
    for one in entries:
        if one.draft is None or one.standing == "main" or (one.standing == "old" and not fresh):
            continue
        one.draft.role = "background"
        if one.standing == "period":
            one.draft.fields["is_period_total"] = True


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
    _where(scene, draft, mention, entry.place)
    return draft


def _spoken(draft: Draft) -> list[Draft]:
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
            where = ("scope_place", "place_name", "region_name", "date")
            one.fields = {name: value for name, value in draft.fields.items() if name in where}
            one.claims = [claim for claim in draft.claims if claim[0] in where]
        if wanted == "replaced":
            one.status = "superseded"
        _say(one, chosen)
        found.append(one)
    return found


def _place_of(entry: Entry, draft: Draft) -> str:
    if entry.superseded:
        return "replaced"
    return "part" if entry.within is not None and entry.within.draft is not draft else "current"


def _say(draft: Draft, held: dict[str, list[Entry]]) -> None:
    """Give a draft its numbers: one group as it is written, several side by side as their sum."""
    groups: dict[str, tuple[Counted, ...]] = {}
    for name, entries in held.items():
        total = entries[0].amount
        for entry in entries[1:]:
            total = total.plus(entry.amount)
        first, last = entries[0], entries[-1]
        reading = "derived" if any(entry.who.names for entry in entries) else "number"
        draft.say(name, total, first.start, max(first.end, last.end), first.rule, reading, first.sentence)
        groups[name] = tuple(Counted(one.amount, tuple(sorted(one.who.kinds)), one.named) for one in entries)
        if first.within is not None and first.within.draft is not draft:
            draft.fields["part_of"] = first.within.draft
    if groups:
        draft.fields["groups"] = groups


def _where(scene: Scene, draft: Draft, mention: Mention, name: str | None = None) -> None:
    named = [one for one in scene.places.get(mention.sentence, ()) if one[1].name == name]
    place = named[-1] if named else scene.place(mention.chunk, mention.sentence)
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
