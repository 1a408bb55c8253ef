"""Casualty statements: one record per place and toll, updates and subsets kept apart."""

from __future__ import annotations

from conflict_data.extraction.casualties.entries import by_match, entry_of, of_toll
from conflict_data.extraction.casualties.handed import handed_over
from conflict_data.extraction.casualties.scopes import circumstances, forget_place, settle, subsets
from conflict_data.extraction.casualties.statements import draft_of, nobody, spoken
from conflict_data.extraction.casualties.tolls import (
    INSIDE,
    NEW,
    PART,
    REMEMBERED,
    SAME,
    SHARPER,
    Entry,
    arrange,
    died_later,
    joined,
    killed_already,
    verdict,
)
from conflict_data.extraction.casualties.updates import background, outdated, supersede
from conflict_data.extraction.casualties.victims import named_after
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene


def casualty_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Casualty drafts of a document; values of one sentence and one place share a draft."""
    drafts: list[Draft] = []
    heard: dict[str, list[Entry]] = {}
    told = "", 0
    for group in by_match(of_toll(scene, [mention for mention in found if not handed_over(scene, mention)])):
        if group[0].field == "none_reported":
            drafts.append(nobody(scene, group[0]))
            continue
        if group[0].field == "named":
            _name(group, heard)
            continue
        if group[0].field == "part":
            _parts(scene, drafts, group, heard)
            continue
        entries = [entry_of(scene, mention) for mention in group]
        for entry in entries:
            _of_others(entry, group[0].field, told, heard)
        told = group[0].field, entries[-1].sentence
        known = heard.setdefault(group[0].field, [])
        if "correction" in group[0].fixed and known and known[-1].amount != entries[0].amount:
            known[-1].superseded = True
        if _sum_of_known(entries, known[-REMEMBERED:]):
            continue
        meant = joined(entries, [verdict(entry, known[-REMEMBERED:]) for entry in entries])
        for mention, entry, (meaning, other) in zip(group, entries, meant, strict=True):
            if mention.field == "injured" and killed_already(entry, heard.get("killed", [])[-REMEMBERED:]):
                continue
            if meaning in (SAME, SHARPER) and other is not None and other.draft is not None:
                settle(scene, other.draft, mention)
            if meaning == SHARPER and other is not None:
                _sharpen(other, entry, mention.field)
                continue
            if mention.field == "killed":
                hurt = died_later(entry, heard.get("injured", [])[-REMEMBERED:])
                again = other.sentence if meaning == SAME and other is not None else -1
                if hurt is not None and hurt.sentence != again:
                    hurt.superseded = entry.died_later = True
            apart = meaning == PART and other is not None and entry.place not in (None, other.place)
            if apart or meaning == INSIDE:
                entry.within = other
            elif meaning != NEW:
                continue
            if _summed_up(scene, mention):
                for one in known[-REMEMBERED:]:
                    if one.amount.number < entry.amount.number and one.place in (None, entry.place):
                        one.within = one.within or entry
            if mention.fixed.get("update"):
                supersede(entry, known[-REMEMBERED:])
            entry.draft = draft_of(scene, drafts, mention, entry)
            entry.draft.fields["_entries"].setdefault(mention.field, []).append(entry)
            known.append(entry)
            if entry.amount.number > 1 and not entry.amount.word:
                entry.named = named_after(scene.pack, scene.document, mention.chunk, entry.amount.number)
            circumstances(scene, entry.draft, mention, entry, increment=_further(scene, entry, known))
            subsets(scene, entry.draft, mention)
    _alike([one for entries in heard.values() for one in entries])
    fresh = any(one.standing == "main" for entries in heard.values() for one in entries)
    for entries in heard.values():
        outdated(entries)
        arrange(entries)
        background(entries, fresh=fresh)
    drafts = [one for draft in drafts for one in spoken(scene, draft)]
    fought = {one for attack in attacks if "in_combat" in attack.fields for one in attack.fields["_heard_in"]}
    for draft in drafts:
        draft.parent = attacks[0] if attacks else None
        if draft.sentence in fought and draft.fields.get("_bare"):
            draft.fields["in_combat"] = True
    return drafts


def _alike(entries: list[Entry]) -> None:
    """Numbers without a noun count the kind of people named beside them (`killing three and wounding four soldiers`)."""
    entries.sort(key=lambda one: one.start)
    beside: dict[int, list[tuple[int, Entry]]] = {}
    for k, entry in enumerate(entries):
        if entry.who.headed:
            beside.setdefault(entry.sentence, []).append((k, entry))
    for k, entry in enumerate(entries):
        if entry.who.headed or entry.who.kinds or entry.who.names or entry.sentence not in beside:
            continue
        near = beside[entry.sentence]
        last = next((one for at, one in reversed(near) if at < k), near[0][1])
        entry.who = entry.who._replace(kinds=last.who.kinds)


def _name(group: list[Mention], heard: dict[str, list[Entry]]) -> None:
    """Take in who the people are of whom the text has given the number (`They are Ann Lee and Bo Ray`)."""
    start = group[0].start
    fitting = [
        one
        for entries in heard.values()
        for one in entries[-REMEMBERED:]
        if one.start < start and one.amount.number == len(group) > 1 and not one.who.names and not one.named
    ]
    if fitting:
        one = max(fitting, key=lambda entry: entry.start)
        one.named = len(group)


def _summed_up(scene: Scene, mention: Mention) -> bool:
    """Do words before the number or in it say that it is a sum (`In total, nine people`)?"""
    document, pack = scene.document, scene.pack
    low, _ = document.sentence_chunks(mention.sentence)
    names = pack.letters["ADV"] + pack.letters["QUAL"]
    first, last = document.first[max(low, mention.chunk - 3)], document.first[mention.chunk + 1]
    return any(
        document.classes[k] in names and pack.words.code(document.tokens[k]) in ("sum", "exact")
        for k in range(first, last)
    )


def _of_others(entry: Entry, name: str, told: tuple[str, int], heard: dict[str, list[Entry]]) -> None:
    """People who are a part of a group told of last, in another field (`six were hurt; two of them died`), are no part."""
    field, sentence = told
    if entry.who.added and field not in ("", name) and sentence == entry.sentence:
        beside = {one.sentence for one in heard.get(field, ()) if one.sentence <= 1}
        headline = (one for one in heard.get(name, ()) if one.sentence in beside and one.amount == entry.amount)
        if next(headline, None) is not None:
            entry.who = entry.who._replace(added="")  # another than the dead, as the headline has told
    if entry.who.part and field not in ("", name) and sentence >= entry.sentence - 1:
        entry.who = entry.who._replace(part=False, definite=False)
        entry.died_later = name == "killed" and bool(heard.get(name))


def _further(scene: Scene, entry: Entry, known: list[Entry]) -> bool:
    """Are these people besides those counted before (`two more`, `five others`)?"""
    if entry.who.added == "more" or entry.died_later:
        return len(known) > 1
    if any(one.sentence == entry.sentence and one is not entry for one in known):
        return False  # others than those told of in the same sentence
    last = entry.sentence - 1
    while last > 0 and not len(range(*scene.document.sentence_chunks(last))):
        last -= 1  # what two marks in a row leave between them
    return entry.who.added == "other" and any(one.sentence == last for one in known)


def _parts(scene: Scene, drafts: list[Draft], group: list[Mention], heard: dict[str, list[Entry]]) -> None:
    """Records of their own for parts of a toll that have a place (`five of them in Kyiv region`)."""
    for mention in group:
        before = [
            (one.start, name, one)
            for name, entries in heard.items()
            for one in entries[-REMEMBERED:]
            if one.sentence == mention.sentence and one.start < mention.start and one.within is None
        ]
        if not before:
            continue
        _, name, whole = max(before, key=lambda one: one[0])
        entry = entry_of(scene, mention)
        entry.within = whole
        behind = [one for one in scene.places.get(mention.sentence, ()) if one[0] > mention.chunk]
        if behind:
            entry.place = behind[0][1].name
        if whole.draft is not None and whole.place == entry.place:
            forget_place(whole.draft)
            whole.place = None
        entry.draft = draft_of(scene, drafts, mention._replace(field=name), entry)
        entry.draft.fields["_entries"].setdefault(name, []).append(entry)
        heard[name].append(entry)


def _sharpen(old: Entry, new: Entry, name: str) -> None:
    """Put the exact number, or the bound, in the place of the number given first."""
    held = old.draft.fields["_entries"][name] if old.draft else [old]
    old.amount = new.amount
    old.who = old.who._replace(names=old.who.names | new.who.names)
    if len(held) == 1:
        old.plain = new.plain
        old.start, old.end, old.rule, old.sentence = new.start, new.end, new.rule, new.sentence


def _sum_of_known(entries: list[Entry], known: list[Entry]) -> bool:
    """Is a list (`the commander and three others`) a group that was counted before?"""
    total = sum(one.amount.number for one in entries)
    exact = sum(one.amount.number for one in entries if not one.amount.word)
    if 0 < exact < total:
        # "A leader and several others" says no more than "seven people" did.
        return any(exact < one.amount.number and _counts_all(one, entries) for one in known)
    if len(entries) > 1 and any(one.who.definite or one.who.pronoun for one in entries):
        # "Him and one of his associates" after "a courier and one suspect".
        sums: dict[int, int] = {}
        for one in known:
            sums[one.match] = sums.get(one.match, 0) + (0 if one.superseded or one.amount.word else one.amount.number)
        if total in sums.values():
            return True
    same = [one for one in known if one.amount.number == total and not one.superseded] if len(entries) > 1 else []
    for one in same[:1]:
        one.named = one.named or sum(bool(new.who.names) for new in entries)
    return bool(same)


def _counts_all(one: Entry, entries: list[Entry]) -> bool:
    """Can an exact number told before be that of all groups of a list?"""
    alike = all(new.place in (None, one.place) or one.place is None for new in entries)
    return alike and not one.superseded and one.amount.word is None and one.standing == entries[0].standing
