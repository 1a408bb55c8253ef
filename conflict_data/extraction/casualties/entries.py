"""What a mention of people says: who they are and how many, where, and of which time."""

from __future__ import annotations

from conflict_data.extraction.casualties.standing import standing, told_before
from conflict_data.extraction.casualties.tolls import (
    Entry,
)
from conflict_data.extraction.casualties.victims import Identity, identity
from conflict_data.extraction.counts import Count
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People

_TAKEN_UP = 2
"""Sentences before one that takes up a group (`the insurgents`) in which the text counted it."""
FIELDS = ("killed", "injured", "captured", "missing", "rescued", "hospitalised", "abducted", "released")


def of_toll(scene: Scene, found: list[Mention]) -> list[Mention]:
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


def by_match(found: list[Mention]) -> list[list[Mention]]:
    """The mentions of one match and one field together, in the order of the text."""
    groups: dict[tuple[int, str], list[Mention]] = {}
    for mention in found:
        counted = isinstance(mention.payload, People) and mention.payload.amount is not None
        if mention.field == "none_reported" or (counted and mention.field in (*FIELDS, "part", "named")):
            groups.setdefault((mention.group, mention.field), []).append(mention)
    return list(groups.values())


def entry_of(scene: Scene, mention: Mention) -> Entry:
    """The group of people of one mention, with all that its sentence says of it."""
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
