"""Where an attack struck and what: places, targets, the state aimed at, the night, wave or strike."""

from __future__ import annotations

from conflict_data.extraction.attacks.munitions import COUNTED
from conflict_data.extraction.merge import Draft, Scene, region_of
from conflict_data.extraction.text.groups import Spot
from conflict_data.extraction.text.spots import SITE

_AREAS = ("oblast", "region")


def describe(scene: Scene, draft: Draft, munitions: list[Draft]) -> None:
    """Give an attack what the sentences that speak of it say of places, sides and targets."""
    sentences = sorted(draft.fields.pop("_sentences"))
    for sentence in sentences:
        region_of(scene, draft, sentence)
    _places(scene, draft, sentences)
    _signs(scene, draft, sentences)
    counted = any("place" not in one.fields and any(name in one.fields for name in COUNTED) for one in munitions)
    areas = sum(scene.spots[chunk].area in _AREAS for chunk in draft.fields.get("_spots", ()))
    draft.fields["level"] = "wave" if counted and (areas > 1 or not draft.fields["places"]) else "strike"
    if scene.published is not None and "date_start" not in draft.fields:
        draft.fields.update(
            date_start=scene.published,
            date_end=scene.published,
            date_precision=2,
            date_basis="publication_fallback",
        )


def _places(scene: Scene, draft: Draft, sentences: list[int]) -> None:
    """Places hit or aimed at; those over which weapons were brought down only where no other is named."""
    sites: list[tuple[int, Spot]] = []
    weak: list[tuple[int, Spot]] = []
    for sentence in sentences:
        spots = scene.places.get(sentence, ())
        here = [one for one in spots if scene.roles[one[0]] == SITE]
        sites += here
        if not [one for one in here if one[1].country is None]:
            weak += [one for one in spots if scene.roles[one[0]] != SITE]
    states = [one for one in sites if one[1].country is not None]
    named = [one for one in sites if one[1].country is None] or [one for one in weak if one[1].country is None]
    names: dict[str, None] = {}
    kept: list[int] = []
    for chunk, spot in named:
        if spot.name in names:
            continue
        names[spot.name] = None
        kept.append(chunk)
        field, value = ("place", spot.ids[0]) if spot.ids else ("place_name", spot.name)
        draft.say(field, value, *scene.written(chunk), "place.attack", "place", scene.document.sentence(chunk))
    draft.fields["places"] = tuple(names)
    draft.fields["_spots"] = kept
    for chunk, spot in states:
        if spot.country != draft.fields.get("attacker"):
            where = scene.document.sentence(chunk)
            draft.say("target_party", spot.country, *scene.written(chunk), "place.state", "code", where)
            break


def _signs(scene: Scene, draft: Draft, sentences: list[int]) -> None:
    """Whose weapons, what kinds of targets, and whether it was night."""
    document, letters, code = scene.document, scene.pack.letters, scene.pack.words.code
    arms = (letters["ARMS"], letters["ARM"])
    telling = frozenset((*arms, letters["NIGHT"], letters["TARGETN"]))
    kinds: list[str] = []
    for sentence in sentences:
        low, high = document.sentence_chunks(sentence)
        for chunk, letter in enumerate(document.letters[low:high], low):
            if letter not in telling:
                continue
            if letter == letters["NIGHT"]:
                draft.fields["night_of"] = True
            elif letter in arms and "attacker" not in draft.fields:
                side = document.payload[chunk].side
                if side and _attacks(scene, str(side)):
                    draft.say("attacker", str(side), *scene.written(chunk), "attacker.weapon", "code", sentence)
            elif letter == letters["TARGETN"]:
                kind = str(code(document.tokens[document.first[chunk]]))
                if kind not in kinds:
                    kinds.append(kind)
                    draft.say("target_type", kind, *scene.written(chunk), "target.noun", "code", sentence)
    draft.fields.pop("target_type", None)
    draft.fields["target_types"] = kinds


def _attacks(scene: Scene, side: str) -> bool:
    """Are weapons of a state its own, where others use them too: does the text name the state itself?"""
    return side not in scene.pack.suppliers or any(spot.country == side for spot in scene.spots.values())
