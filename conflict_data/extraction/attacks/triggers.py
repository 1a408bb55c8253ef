"""Which of the words that speak of violence tell of an attack, and which only of its background."""

from __future__ import annotations

from typing import NamedTuple

from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People
from conflict_data.extraction.text.topics import topics_of

UNSURE = ("weak", "explosion", "raid", "killing", "many", "fighting")
"""Codes of words that need a weapon, a victim or an armed side beside them ("hit", "blast", "raid")."""

_SUPPORT = ("ARM", "ARMS", "KILL", "INJURE", "DIE", "DEAD", "DEATHN", "CASN", "INJN", "DEBRISW", "DOWN", "EWLOST")
_DETAILS = ("KILL", "INJURE", "DIE", "DEAD", "THINGS")
"""What a word for several attacks ("bombings") needs beside it to be more than a manner of speaking."""
_GENERAL = ("ARM", "ARMS", "DATE", "TARGETN")
"""What makes a word for several attacks one for attacks in general, which are background."""
_ARMED = frozenset(("military", "attacker"))
"""Kinds of people whose killing and being killed is an attack."""
_SIDES = ("GOV", "NAT")
_BESIDE = 3
"""Chunks before a noun such as "strike" in which a side makes it one of war."""

_WEEK = 3
"""The least exact date that dates an attack; a month or a year does not."""


class Trigger(NamedTuple):
    """One word that tells of an attack: the mention, the kind of attack, and whether it is only background."""

    mention: Mention
    code: str
    background: bool


def weigh(scene: Scene, mentions: list[Mention]) -> list[Trigger]:
    """The triggers that tell of an attack, in the order of the text; unsure ones only beside a sure one."""
    topics = topics_of(scene.pack, scene.document)
    contexts = scene.pack.attack_contexts
    sure: list[Trigger] = []
    unsure: list[Trigger] = []
    for mention in mentions:
        words = _words(scene, mention)
        if words is None:
            continue
        code = str(mention.fixed.get("type") or scene.pack.words.code(words) or "attack")
        if _verb(scene, mention) and code != "damage":
            continue
        if code == "raid" and _police(scene, mention):
            continue
        around = [(k, contexts[topic]) for k, topic in topics.get(mention.sentence, ()) if topic in contexts]
        if any(code in context.mutes for _, context in around):
            continue
        if code == "arson" and holds(scene, mention.sentence, ("ARM", "ARMS")):  # set on fire by a weapon
            code = "attack"
        recalled = any(context.background and k < mention.chunk for k, context in around)
        background = mention.fixed.get("role") == "background" or recalled or code == "campaign"
        background = background or scene.long_ago(mention.chunk, mention.sentence)
        several = scene.pack.words.code(words) == "many"
        known = _supported(scene, mention, "many" if several else code) if several or code in UNSURE else True
        kept = known or (several and holds(scene, mention.sentence, _GENERAL))
        (sure if kept else unsure).append(Trigger(mention, code, background or (several and not known)))
    if any(not trigger.background for trigger in sure):
        sure = sorted(sure + unsure, key=lambda trigger: trigger.mention.start)
    return sure


def _words(scene: Scene, mention: Mention) -> str | None:
    """The words that tell of the attack; None where a counted noun ("three houses") tells of none."""
    document = scene.document
    if not isinstance(mention.payload, People):
        return document.text[mention.start : mention.end]
    last = document.first[mention.chunk + 1] - 1
    return document.tokens[last] if document.classes[last] == scene.pack.letters["ATTACKN"] else None


def _verb(scene: Scene, mention: Mention) -> bool:
    """Is the word a verb that tells of an attack only where it tells of damage?"""
    return scene.document.letters[mention.chunk] == scene.pack.letters["VERB"]


def holds(scene: Scene, sentence: int, names: tuple[str, ...]) -> bool:
    """Does a sentence hold a chunk of one of these classes?"""
    low, high = scene.document.sentence_chunks(sentence)
    return any(scene.pack.letters[name] in scene.document.letters[low:high] for name in names)


def _police(scene: Scene, mention: Mention) -> bool:
    """Does the sentence tell of arrests or of things seized, so that its raid is one of the police?"""
    return holds(scene, mention.sentence, ("SEIZE", "CAPTURE"))


def _supported(scene: Scene, mention: Mention, code: str) -> bool:
    """Does the sentence name a weapon, a victim or an armed side? A killing needs an armed side."""
    document, letters = scene.document, scene.pack.letters
    low, high = document.sentence_chunks(mention.sentence)
    sentence = document.letters[low:high]
    if code == "many" and (any(letters[name] in sentence for name in _DETAILS) or _dated(scene, mention.sentence)):
        return True
    if code not in ("killing", "many") and any(letters[name] in sentence for name in _SUPPORT):
        return True
    noun = document.letters[mention.chunk] == letters["ATTACKN"]
    around = document.letters[max(low, mention.chunk - _BESIDE) : mention.chunk] if noun else sentence
    if code not in ("killing", "many", "fighting") and any(letters[name] in around for name in _SIDES):
        return True
    if code == "weak" and not noun and _state_before(scene, mention, low):
        return True
    groups = (document.payload.get(chunk) for chunk in range(low, high))
    return any(isinstance(group, People) and not _ARMED.isdisjoint(group.kinds) for group in groups)


def _dated(scene: Scene, sentence: int) -> bool:
    """Does a sentence name a night, or a day before that of the report?"""
    spans = [span for _, span in scene.dates.get(sentence, ())]
    past = (one for one in spans if one.night or scene.published is None or one.end < scene.published)
    return any(one.precision <= _WEEK for one in past)


def _state_before(scene: Scene, mention: Mention, low: int) -> bool:
    """Is a state the subject of a verb such as `struck`?"""
    document, letters = scene.document, scene.pack.letters
    if document.letters[mention.chunk + 1 : mention.chunk + 2] == letters["BY"]:
        return False
    before = range(max(low, mention.chunk - _BESIDE), mention.chunk)
    if any(document.letters[k] == letters["BE"] for k in before):
        return False
    return any(k in scene.spots and scene.spots[k].country is not None for k in before)
