"""What a casualty number covers: place and level, day and moment, side, phase of the toll, and its subsets."""

from __future__ import annotations

from typing import Any

from conflict_data.extraction.casualties.tolls import Entry
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene, region_of
from conflict_data.extraction.text.groups import People

OF_PLACE = ("scope_level", "scope_place", "place_name", "region_name", "date", "as_of", "as_of_precision")
"""Fields of a record that say where and when it holds."""
_LEVELS = {
    "country": "nationwide", "oblast": "oblast", "region": "multi_oblast", "raion": "raion", "city": "settlement",
    "town": "settlement", "village": "settlement", "city_district": "settlement_part", "facility": "site",
}  # fmt: skip
_AREAS = {"oblast": "oblast", "region": "oblast", "raion": "raion", "city": "settlement", "town": "settlement",
          "village": "settlement"}  # fmt: skip
_VIOLENCE = ("ATTACKN", "ATTACKV", "ARM", "ARMS", "LAUNCH", "DEED")
_BROUGHT_DOWN = ("DOWN", "EWLOST", "DEBRISW")
"""Classes of words for what does not crash by accident."""
_NEAR = 8


def locate(scene: Scene, draft: Draft, mention: Mention, name: str | None = None) -> None:
    """Give a draft the place of that name, or the nearest, with level and region, and the nearest date."""
    named = [one for one in scene.places.get(mention.sentence, ()) if one[1].name == name]
    place = named[-1] if named else scene.place(mention.chunk, mention.sentence)
    if place is not None:
        chunk, spot = place
        key = "scope_place" if spot.ids else "place_name"
        value: Any = spot.ids[0] if spot.ids else spot.name
        draft.say(key, value, *scene.written(chunk), "place.nearest", "place", scene.document.sentence(chunk))
        kind = scene.gazetteer.kind(spot.ids[0]) if spot.ids else spot.area or ""
        level = _LEVELS.get(kind) if spot.ids else _AREAS.get(kind)
        if level:
            draft.fields.setdefault("scope_level", level)
    settle(scene, draft, mention)


def settle(scene: Scene, draft: Draft, mention: Mention) -> None:
    """Give a draft the region and the day of a sentence that tells of it, if it has none (a headline has neither)."""
    region_of(scene, draft, mention.sentence)
    when = scene.date(mention.chunk, mention.sentence)
    if when is not None and draft.dates is None:
        chunk, span = when
        draft.dates = span
        draft.say("date", span.end, *scene.written(chunk), "date.nearest", "date", mention.sentence)


def forget_place(draft: Draft) -> None:
    """Take from a total the place that belongs to a part of it."""
    for name in ("scope_level", "scope_place", "place_name", "_name"):
        draft.fields.pop(name, None)
    draft.claims = [claim for claim in draft.claims if claim[0] not in ("scope_place", "place_name")]


def circumstances(scene: Scene, draft: Draft, mention: Mention, entry: Entry, *, increment: bool) -> None:
    """Side of the victims, moment and phase of the statement, as far as the words say them."""
    people = mention.payload
    if people.side and people.side != "enemy" and "victim_side" not in draft.fields:
        chunk = scene.written(mention.chunk)
        draft.say("victim_side", people.side, *chunk, mention.rule_id, "code", mention.sentence)
    _moment(scene, draft, mention.sentence)
    if entry.died_later:
        draft.fields["toll_phase"] = "died_later"
    elif mention.fixed.get("update"):
        draft.fields.setdefault("toll_phase", "update")
    if increment:
        draft.fields["is_cumulative"] = False
    low, high = scene.document.sentence_chunks(mention.sentence)
    attacks = scene.pack.letters["ATTACKN"], scene.pack.letters["ATTACKV"]
    for k, letter in enumerate(scene.document.letters[low:high], low):
        if letter in attacks:
            code = scene.pack.words.code(scene.document.tokens[scene.document.first[k]])
            if code in ("clash", "fighting"):
                draft.fields["in_combat"] = True
    if _accident(scene, low, high):
        draft.fields["in_accident"] = True
    if scene.document.letters.find(scene.pack.letters["RESCUEDONE"], low, high) >= 0:
        draft.fields["toll_phase"] = "final_rescue_ended"


def _accident(scene: Scene, low: int, high: int) -> bool:
    """Does a sentence speak of an accident, and of no attack or weapon?"""
    document, letters = scene.document, scene.pack.letters
    sentence = document.letters[low:high]
    if any(letters[name] in sentence for name in _VIOLENCE):
        return False
    if _crashed(scene, low, high) and not any(letters[name] in sentence for name in _BROUGHT_DOWN):
        return True
    position = document.letters.find(letters["TOPIC"], low, high)
    while position >= 0:
        if scene.pack.words.code(document.tokens[document.first[position]]) in ("accident", "nature"):
            return True
        position = document.letters.find(letters["TOPIC"], position + 1, high)
    return False


def _crashed(scene: Scene, low: int, high: int) -> bool:
    """Does something crash in chunks low..high-1?"""
    document, letter = scene.document, scene.pack.letters["FELL"]
    position = document.letters.find(letter, low, high)
    while position >= 0:
        if scene.pack.words.code(document.tokens[document.first[position]]) == "crash":
            return True
        position = document.letters.find(letter, position + 1, high)
    return False


def _moment(scene: Scene, draft: Draft, sentence: int) -> None:
    """The clock time to which the statement refers (`as of 08:30`), in the time of the place."""
    document, pack = scene.document, scene.pack
    low, high = document.sentence_chunks(sentence)
    time = pack.letters["TIME"]
    for k in range(document.first[low], document.first[high] - 1):
        if document.classes[k + 1] != time or pack.words.code(document.tokens[k]) != "as_of":
            continue
        clock = _clock(document.tokens[k + 1])
        day = draft.dates.end if draft.dates else scene.published
        if clock is None or day is None or "as_of" in draft.fields:
            return
        hour, minute = clock
        start, stop = document.starts[k], document.starts[k + 1] + len(document.tokens[k + 1].rstrip())
        value = f"{day.isoformat()}T{hour:02}:{minute:02}"
        draft.say("as_of", value, start, stop, "casualty.as_of", "derived", sentence)
        draft.fields["as_of_precision"] = "minute" if ":" in document.tokens[k + 1] else "hour"
        return


def _clock(words: str) -> tuple[int, int] | None:
    """Hour and minute of a clock time, or None for what is none."""
    word = words.strip().lower()
    digits = [int(part) for part in "".join(char if char.isdecimal() else " " for char in word).split()]
    if not digits:
        return None
    hour, minute = digits[0], digits[1] if len(digits) > 1 else 0
    if hour > 99:
        hour, minute = divmod(hour, 100)
    if "p" in word and hour < 12:
        hour += 12
    return (hour, minute) if hour < 24 and minute < 60 else None


def subsets(scene: Scene, draft: Draft, mention: Mention) -> None:
    """Children and other parts named after `including` beside the number they belong to."""
    document, letter = scene.document, scene.pack.letters["SUBSET"]
    _, high = document.sentence_chunks(mention.sentence)
    high = min(high, mention.chunk + _NEAR)
    position = document.letters.find(letter, mention.chunk, high)
    part, kinds = (document.payload[position], ()) if position >= 0 else _of_them(scene, mention.chunk + 1, high)
    if part is None:
        return
    for kind in (*part.kinds, *kinds):
        role = scene.pack.roles.get(kind)
        if role and mention.field in ("killed", "injured") and part.amount:
            name = f"{mention.field}_{role}"
            draft.say(name, part.amount, part.start, part.end, mention.rule_id, "number", mention.sentence)


def _of_them(scene: Scene, low: int, high: int) -> tuple[People | None, tuple[str, ...]]:
    """The part and its kind in `of whom 3 were children` and `two of them soldiers`."""
    document, letters = scene.document, scene.pack.letters
    position = document.letters.find(letters["OFWHICH"], low, high)
    if position < 0:
        return None, ()
    for k in (position + 1, position - 1):
        part = document.payload.get(k)
        if isinstance(part, People) and document.letters[k] in (letters["NUM"], letters["PEOPLE"]) and k >= low:
            behind = [document.payload.get(j) for j in range(max(k, position) + 1, min(high, max(k, position) + 4))]
            return part, next((one.kinds for one in behind if isinstance(one, People) and one.kinds), ())
    return None, ()
