"""The killing, shooting or abduction of a few unarmed people as an attack of its own where a text tells of no other."""

from __future__ import annotations

from conflict_data.extraction.attacks.records import led_by_exchange
from conflict_data.extraction.attacks.targets import describe
from conflict_data.extraction.attacks.triggers import holds
from conflict_data.extraction.casualties.victims import Counted
from conflict_data.extraction.merge import OLD, Draft, Scene
from conflict_data.extraction.text.topics import topics_of

_KINDS = {"killed": "killing", "injured": "shooting", "abducted": "kidnapping"}
"""The kind of attack that people so harmed are victims of."""
_MANY, _MASSACRE = 16, 500
"""Victims told together that are a count of many deeds rather than one, and where a word says that they were murdered."""
_OTHERWISE = ("is_period_total", "is_history", "in_combat", "in_accident", "is_generic", "part_of")
"""Fields of tolls that are no deed of their own: statistics, combat, accidents, parts."""
_LEAD = 2
"""Sentences at the beginning that say what a report is about."""
_OTHER_NEWS = frozenset(("collapse", "accident", "nature", "crime", "theft", "animal", "sport"))
"""Topics of a sentence whose dead are the dead of something else."""
_NAMED = ("DEED", "ATTACKN")
"""Classes that name the deed, so that a protest is one against it."""
_VIOLENCE = ("KILL", "ATTACKN", "ATTACKV", "ABDUCT", "ARM", "ARMS", "DEED")
"""Classes of which a text must hold one where it says no more than that somebody died."""


def deeds(scene: Scene, tolls: list[Draft], attacks: list[Draft]) -> list[Draft]:
    """One attack for each kind and day of the deeds that the tolls of a text tell of."""
    if any(one.role == "main" and "in_combat" not in one.fields for one in attacks):
        return []
    topics = topics_of(scene.pack, scene.document)
    protest = any("protest" in (topic for _, topic in topics.get(sentence, ())) for sentence in range(_LEAD))
    exchange = led_by_exchange(scene)
    crash = any("in_accident" in toll.fields for toll in tolls)
    drafts: dict[tuple[str, str, object], Draft] = {}
    for toll in tolls:
        harm = _harm(scene, toll)
        told = {topic for _, topic in topics.get(toll.sentence, ())}
        if crash and not holds(scene, toll.sentence, ("KILL", "DEED", "ABDUCT")):
            continue
        crowd = protest or "protest" in told
        dates = [span for _, span in scene.dates.get(toll.sentence, ())]
        if dates and scene.published and all((scene.published - one.end).days > OLD for one in dates):
            continue
        if harm is None or told & _OTHER_NEWS or (crowd and not holds(scene, toll.sentence, _NAMED)):
            continue
        draft = Draft("attack", toll.chunk, toll.sentence)
        draft = drafts.setdefault((harm, toll.role, toll.dates), draft)
        draft.role, draft.dates = "background" if exchange else toll.role, toll.dates
        draft.fields.setdefault("_sentences", set()).add(toll.sentence)
        draft.fields["attack_type"] = _KINDS[harm]
        for field, _, start, end, rule, reading, sentence, _ in toll.claims:
            if field == harm:
                draft.fields.setdefault("trigger", scene.document.text[start:end].lower())
            elif field == "date" and toll.dates is not None:
                draft.say("date_start", toll.dates.start, start, end, rule, reading, sentence)
                draft.say("date_end", toll.dates.end, start, end, rule, reading, sentence)
    for draft in drafts.values():
        describe(scene, draft, [])
    return list(drafts.values())


def _harm(scene: Scene, toll: Draft) -> str | None:
    """What was done on purpose to the people of a toll, none of them a soldier and not too many of them."""
    if toll.status != "done" or not toll.fields.keys().isdisjoint(_OTHERWISE):
        return None
    groups = toll.fields.get("groups", {})
    if "abducted" in groups:
        return "abducted"
    violent = any(scene.pack.letters[name] in scene.document.present for name in _VIOLENCE)
    shot = _says(scene, toll.sentence, ("INJURE", "TOPIC"), ("shooting", "gunfire"))
    most = _MASSACRE if _says(scene, toll.sentence, ("KILL",), ("murder",)) else _MANY
    if not holds(scene, toll.sentence, ("KILL", "DEED", "DEATHN")):
        # Who dies alone may have died of age: the sentence itself must speak of violence.
        alone = sum(one.amount.number for one in groups.get("killed", ())) == 1
        violent = holds(scene, toll.sentence, _VIOLENCE) if alone else violent
    if _few(groups.get("killed", ()), most) and (violent or shot or holds(scene, toll.sentence, ("KILL", "DEED"))):
        return "killed"
    return "injured" if shot and _few(groups.get("injured", ()), _MANY) else None


def _few(groups: tuple[Counted, ...], most: int) -> bool:
    """Is one of the groups a number of people, not a large one, who are no soldiers?"""
    return any("military" not in one.kinds and one.amount.word is None and one.amount.number < most for one in groups)


def _says(scene: Scene, sentence: int, names: tuple[str, ...], codes: tuple[str, ...]) -> bool:
    """Does a sentence hold a word of one of these classes with one of these codes?"""
    document, letters = scene.document, {scene.pack.letters[name] for name in names}
    low, high = document.sentence_chunks(sentence)
    told = (document.tokens[document.first[k]] for k in range(low, high) if document.letters[k] in letters)
    return any(scene.pack.words.code(token) in codes for token in told)
