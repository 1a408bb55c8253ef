"""Casualty statements: one record per place and toll, updates and subsets kept apart."""

from __future__ import annotations

from conflict_data.extraction.counts import Count
from conflict_data.extraction.groups import People
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.scopes import OF_PLACE, circumstances, forget_place, locate, settle, subsets
from conflict_data.extraction.standing import background, handed_over, outdated, standing, supersede, told_before
from conflict_data.extraction.tolls import (
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
from conflict_data.extraction.victims import Counted, Identity, identity, named_after

_TAKEN_UP = 2
"""Sentences before one that takes up a group (`the insurgents`) in which the text counted it."""
FIELDS = ("killed", "injured", "captured", "missing", "rescued", "hospitalised", "abducted", "released")


def casualty_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Casualty drafts of a document; values of one sentence and one place share a draft."""
    drafts: list[Draft] = []
    heard: dict[str, list[Entry]] = {}
    told = "", 0
    for group in _by_match(_of_toll(scene, [mention for mention in found if not handed_over(scene, mention)])):
        if group[0].field == "none_reported":
            drafts.append(_nobody(scene, group[0]))
            continue
        if group[0].field == "named":
            _name(group, heard)
            continue
        if group[0].field == "part":
            _parts(scene, drafts, group, heard)
            continue
        entries = [_entry(scene, mention) for mention in group]
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
            entry.draft = _draft(scene, drafts, mention, entry)
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
    drafts = [one for draft in drafts for one in _spoken(scene, draft)]
    fought = {one for attack in attacks if "in_combat" in attack.fields for one in attack.fields["_heard_in"]}
    for draft in drafts:
        draft.parent = attacks[0] if attacks else None
        if draft.sentence in fought and draft.fields.get("_bare"):
            draft.fields["in_combat"] = True
    return drafts


def _of_toll(scene: Scene, found: list[Mention]) -> list[Mention]:
    """A toll that no word calls one of deaths is of the injured where its sentence has told of them alone before."""
    read: list[Mention] = []
    for mention in found:
        if mention.field == "killed" and mention.fixed.get("update") and _bare_toll(scene, mention):
            told = [one for one in read if one.sentence == mention.sentence]
            told = told or [one for one in read if one.sentence == mention.sentence - 1]
            before = {one.field: _number(one) for one in told}
            # Beside both, a toll that reaches the number of the injured is theirs.
            if "injured" in before and (
                "killed" not in before or before["killed"] < before["injured"] <= _number(mention)
            ):
                mention = mention._replace(field="injured")
        read.append(mention)
    return read


def _number(mention: Mention) -> int:
    amount = getattr(mention.payload, "amount", None)
    return amount.number if amount is not None else 0


def _bare_toll(scene: Scene, mention: Mention) -> bool:
    document, letter = scene.document, scene.pack.letters["DEATHN"]
    position = document.letters.rfind(letter, document.sentence_chunks(mention.sentence)[0], mention.chunk)
    return position >= 0 and scene.pack.words.code(document.tokens[document.first[position]]) == "toll"


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
        entry = _entry(scene, mention)
        entry.within = whole
        behind = [one for one in scene.places.get(mention.sentence, ()) if one[0] > mention.chunk]
        if behind:
            entry.place = behind[0][1].name
        if whole.draft is not None and whole.place == entry.place:
            forget_place(whole.draft)
            whole.place = None
        entry.draft = _draft(scene, drafts, mention._replace(field=name), entry)
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


def _by_match(found: list[Mention]) -> list[list[Mention]]:
    """The mentions of one match and one field together, in the order of the text."""
    groups: dict[tuple[int, str], list[Mention]] = {}
    for mention in found:
        counted = isinstance(mention.payload, People) and mention.payload.amount is not None
        if mention.field == "none_reported" or (counted and mention.field in (*FIELDS, "part", "named")):
            groups.setdefault((mention.group, mention.field), []).append(mention)
    return list(groups.values())


def _entry(scene: Scene, mention: Mention) -> Entry:
    people = mention.payload
    who = identity(scene.pack, scene.document, mention.chunk, people)
    if mention.fixed.get("definite") and people.amount.number == 1:
        who = who._replace(definite=True)
    letter = scene.pack.alphabet.names[scene.document.letters[mention.chunk]]
    place = scene.place(mention.chunk, mention.sentence)
    region = scene.region(mention.sentence)
    taken_up = (who.definite and letter == "FOLK") or who.pronoun == "many"
    meant = _meant(scene, mention, who) if taken_up else None
    return Entry(
        meant or people.amount,
        who,
        place[1].name if place else None,
        region[1].name if region else None,
        (ids := place[1].ids if place else ()) and (ids[0], *scene.gazetteer.ancestors(ids[0])),
        mention.sentence,
        mention.group,
        mention.start,
        mention.end,
        mention.rule_id,
        standing(scene, mention),
        generic=people.amount.word == "plural"
        and letter == "FOLK"
        and not who.definite
        and not scene.dates.get(mention.sentence),
        bare=letter not in ("PEOPLE", "NUM", "THINGS") and who.headed and not (who.definite or who.added),
        plain=letter in ("PEOPLE", "NUM", "THINGS", "FOLK", "ONE") and not (who.names or who.pronoun or meant),
        told_before=told_before(scene, mention),
        state=_state(scene, mention),
    )


def _state(scene: Scene, mention: Mention) -> bool:
    """Does the verb behind a group tell in what state it is (`in critical condition`) rather than what befell it?"""
    document, letter = scene.document, scene.pack.letters["INJURE"]
    if mention.field != "injured":
        return False
    position = document.letters.find(letter, mention.chunk, document.sentence_chunks(mention.sentence)[1])
    code = scene.pack.words.code(document.tokens[document.first[position]]) if position >= 0 else None
    return code == "state" or (code == "treated" and document.letters[mention.chunk] == scene.pack.letters["NUM"])


def _meant(scene: Scene, mention: Mention, who: Identity) -> Count | None:
    """The number of the group that `the insurgents` or `them` takes up, if the text counted one just before."""
    document, letter = scene.document, scene.pack.letters["PEOPLE"]
    low, _ = document.sentence_chunks(max(0, mention.sentence - _TAKEN_UP))
    position = document.letters.rfind(letter, low, mention.chunk)
    while position >= 0:
        people = document.payload[position]
        named = identity(scene.pack, document, position, people).heads
        if people.amount.number > 1 and (who.pronoun or who.heads & named):
            return people.amount if not people.added else None
        position = document.letters.rfind(letter, low, position)
    return None


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


def _nobody(scene: Scene, mention: Mention) -> Draft:
    draft = Draft("casualty", mention.chunk, mention.sentence)
    draft.say("none_reported", True, mention.start, mention.end, mention.rule_id, "code", mention.sentence)
    draft.fields["_entries"] = {}
    locate(scene, draft, mention)
    return draft


def _draft(scene: Scene, drafts: list[Draft], mention: Mention, entry: Entry) -> Draft:
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


def _spoken(scene: Scene, draft: Draft) -> list[Draft]:
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
