"""People and bodies that one side hands over are no casualties of a report; those found where they lie are."""

from __future__ import annotations

from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Scene
from conflict_data.extraction.text.groups import People, Spot

_FREED = ("RETURN", "RECEIVE", "EXCHANGEV", "CAPTIVITYW")
_FOUGHT = ("ATTACKN", "ATTACKV", "WEAPON", "LAUNCH", "KILL")
"""Classes of words of a handover, and of those that tell of an attack instead."""


def handed_over(scene: Scene, mention: Mention) -> bool:
    """Bodies that a side returns, and wounded among the returned, are no casualties of the report."""
    people, document, letters = mention.payload, scene.document, scene.pack.letters
    if not isinstance(people, People):
        return False
    low, high = document.sentence_chunks(mention.sentence)
    if "remains" in people.kinds:
        # Bodies that are found are those of the dead, unless sides exchange them; the items of a list stand in
        # sentences of their own, behind the one with the verb.
        if found_on_the_spot(scene, mention):
            return False
        above, _ = document.sentence_chunks(max(0, mention.sentence - 1))
        listed = document.letters.find(letters["RETURN"], above, high) >= 0
        received = document.letters.find(letters["RECEIVE"], low, high) >= 0
        return letters["EXCHANGEN"] in document.present or listed or received
    if mention.field != "injured":
        return False
    group = document.classes[document.first[mention.chunk] : document.first[mention.chunk + 1]]
    object_of = document.letters[max(low, mention.chunk - 2) : mention.chunk]
    if letters["RETURN"] in object_of or (
        letters["INJURE"] in group and letters["RETURN"] in document.letters[low : mention.chunk]
    ):
        return True  # "handed over 22 badly wounded soldiers"
    if not {letters["EXCHANGEN"], letters["EXCHANGEV"]} & document.present:
        return False
    if letters["RETURN"] in group:
        return True
    if letters["EXCHANGEN"] not in document.present:
        return False
    if document.letters[mention.chunk + 1 : mention.chunk + 2] == letters["OFWHICH"]:
        return True
    inside = set(document.classes[document.first[low] : document.first[high]])
    freed = any(letters[name] in inside for name in _FREED)
    return freed and not any(letters[name] in inside for name in _FOUGHT)


def found_on_the_spot(scene: Scene, mention: Mention) -> bool:
    """Are these bodies that somebody finds where they lie (`villagers recovered`, `were recovered from the rubble`)?"""
    document, letters = scene.document, scene.pack.letters
    if "remains" not in mention.payload.kinds:
        return False
    low, high = document.sentence_chunks(mention.sentence)
    verb = document.letters.find(letters["RECEIVE"], low, high)
    given = (letters[name] for name in ("EXCHANGEN", "EXCHANGEV", "RETURN", "GIVEW"))
    if verb < 0 or any(letter in document.letters[low:high] for letter in given):
        return False
    subject = verb - 1
    while subject > low and document.letters[subject] in (letters["ADV"], letters["HAVE"]):
        subject -= 1
    if document.letters[subject] == letters["BE"]:
        named = (document.payload.get(k) for k in range(low, high))
        return not any(isinstance(one, Spot) and one.country for one in named)
    return subject >= low and document.letters[subject] in (letters["FOLK"], letters["ONE"], letters["PEOPLE"])


def of_an_attack(scene: Scene, mention: Mention) -> bool:
    """Are these injured of an attack, of which a sentence without a word of an exchange tells?"""
    document, letters = scene.document, scene.pack.letters
    low, high = document.sentence_chunks(mention.sentence)
    sentence = document.letters[low:high]
    handed = (letters[name] for name in ("EXCHANGEN", "EXCHANGEV", "RETURN", "RECEIVE", "GIVEW", "OFWHICH"))
    if letters["INJURE"] not in sentence or any(letter in sentence for letter in handed):
        return False
    return any(letters[name] in sentence for name in ("ATTACKN", "ATTACKV", "ARM", "ARMS", "DEBRISW", "KILL"))
