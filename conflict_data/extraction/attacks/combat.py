"""Which attacks are combat: fighting between armed sides, or a blow at an armed body that hurts nobody else."""

from __future__ import annotations

from conflict_data.extraction.attacks.triggers import Trigger
from conflict_data.extraction.casualties.victims import identity
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.groups import People

_REACH = 9
"""Chunks around a word of attack in which its object stands."""
CLASHES = ("clash", "fighting")
_HARM = ("killed", "injured", "abducted", "hospitalised")
_GIVEN = ("PEOPLE", "FOLK", "ONE")
_OBJECTS = ("ON", "FOR", "TO", "IN")
_TERROR = ("bombing", "explosion", "arson", "kidnapping", "suicide", "murder", "killing")
"""Kinds of violence that are combat only where the text says that they met an armed body."""
_PEACEFUL = {"civilian", "child", "rescuer"}
_UNARMED = (
    "residential",
    "health",
    "education",
    "commerce",
    "transport",
    "heritage",
    "government",
    "emergency_services",
)


def mark_combat(scene: Scene, drafts: list[Draft], triggers: dict[int, list[Trigger]], found: list[Mention]) -> None:
    """Set `in_combat` on the attacks that are combat; `triggers` holds those of each draft by its id."""
    harmed: dict[int, list[Mention]] = {}
    for mention in found:
        if mention.kind == "casualty" and mention.field in _HARM:
            harmed.setdefault(mention.sentence, []).append(mention)
    for draft in drafts:
        heard = triggers.get(id(draft), [])
        sentences = {one.mention.sentence for one in heard}
        blows = {one.mention.start: one.code in CLASHES or _armed_object(scene, one.mention) for one in heard}
        if not any(blows.values()) or any(one.code in _TERROR and not blows[one.mention.start] for one in heard):
            continue
        fought = {one.mention.sentence for one in heard if one.code in CLASHES}
        victims = [one for sentence in sentences for one in harmed.get(sentence, ())]
        if any(_unarmed(scene, one, one.sentence in fought) for one in victims) or _soft_target(scene, sentences):
            continue
        draft.fields["in_combat"] = True


def armed(scene: Scene, chunk: int) -> bool:
    """Do the words of a chunk name soldiers, fighters or an armed body?"""
    document = scene.document
    payload = document.payload.get(chunk)
    if isinstance(payload, People) and "military" in payload.kinds:
        return True
    tokens = document.tokens[document.first[chunk] : document.first[chunk + 1]]
    return not scene.pack.armed.isdisjoint(token.strip().lower() for token in tokens)


def _armed_object(scene: Scene, mention: Mention) -> bool:
    """Is what is attacked an armed body: before a passive, after an active verb or `attack on`?"""
    letters, document = scene.pack.letters, scene.document
    low, high = document.sentence_chunks(mention.sentence)
    chunk = mention.chunk
    before = document.letters[max(low, chunk - 3) : chunk]
    after = document.letters[chunk + 1 : chunk + 3]
    if letters["ATTACKV"] == document.letters[chunk] and (letters["BE"] in before or letters["BY"] in after):
        return any(armed(scene, k) for k in range(max(low, chunk - _REACH), chunk))
    taken = True
    objects = frozenset(letters[name] for name in _OBJECTS)
    for k, letter in enumerate(document.letters[chunk + 1 : min(high, chunk + _REACH)], chunk + 1):
        if letter == letters["BY"]:
            taken = False
        elif letter in objects:
            taken = True
        elif taken and armed(scene, k):
            return True
    return False


def _unarmed(scene: Scene, victim: Mention, fought: bool) -> bool:
    """Does the text say who was harmed, and that it was no fighter? Who falls in a clash fought unless called civilian."""
    people = victim.payload
    if not isinstance(people, People):
        return False
    kinds = identity(scene.pack, scene.document, victim.chunk, people).kinds
    if "military" in kinds or fought:
        return bool(kinds & _PEACEFUL)
    return scene.pack.alphabet.names[scene.document.letters[victim.chunk]] in _GIVEN


def _soft_target(scene: Scene, sentences: set[int]) -> bool:
    document, letter = scene.document, scene.pack.letters["TARGETN"]
    for sentence in sentences:
        low, high = document.sentence_chunks(sentence)
        position = document.letters.find(letter, low, high)
        while position >= 0:
            if scene.pack.words.code(document.tokens[document.first[position]]) in _UNARMED:
                return True
            position = document.letters.find(letter, position + 1, high)
    return False
