"""Attacks and the weapons used in them."""

from __future__ import annotations

from conflict_data.extraction.dates import DateSpan
from conflict_data.extraction.groups import Arms, People
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene, region_of

_OLD = 90
"""Days after which an attack is no news: what a report tells of it is background."""


def attack_records(scene: Scene, found: list[Mention]) -> list[Draft]:
    """Attack drafts, the main one first, each with its munitions."""
    triggers = [one for one in found if one.kind == "attack"]
    weapons = [one for one in found if one.kind == "munition"]
    drafts: list[Draft] = []
    for mention in triggers:
        draft = _attack(scene, drafts, mention)
        if draft not in drafts:
            drafts.append(draft)
        if mention.field == "trigger":
            code = mention.fixed.get("type") or scene.pack.words.code(scene.document.text[mention.start : mention.end])
            draft.fields.setdefault("trigger", scene.document.text[mention.start : mention.end].lower())
            if code:
                _type(draft, str(code))
        elif mention.field == "attacker":
            _attacker(scene, draft, mention)
        else:
            people = mention.payload
            draft.say(
                mention.field,
                people.amount,
                mention.start,
                mention.end,
                mention.rule_id,
                "number",
                mention.sentence,
            )
    counted = [one for one in weapons if one.value is not None]
    if counted and not drafts:
        drafts.append(_attack(scene, drafts, counted[0]))
    for mention in counted:
        _attack(scene, drafts[:1], mention)
    munitions = _munitions(scene, drafts, weapons)
    for draft in drafts:
        _context(scene, draft)
        if draft.dates and scene.published and (scene.published - draft.dates.end).days > _OLD:
            draft.role = "background"
    return drafts + munitions


def _attack(scene: Scene, drafts: list[Draft], mention: Mention) -> Draft:
    """The attack a mention speaks of: the same one unless the text names another day."""
    when = scene.date(mention.chunk, mention.sentence)
    span = when[1] if when else None
    for draft in drafts:
        if span is None or draft.dates is None or abs((draft.dates.end - span.end).days) <= 1:
            if draft.dates is None and when is not None:
                _date(scene, draft, when[0], when[1])
            elif when is not None:
                _extend(scene, draft, when[0], when[1])
            draft.fields.setdefault("_sentences", set()).add(mention.sentence)
            return draft
    draft = Draft("attack", mention.chunk, mention.sentence)
    draft.fields["_sentences"] = {mention.sentence}
    draft.role = "background" if drafts else "main"
    if when is not None:
        _date(scene, draft, when[0], when[1])
    return draft


def _date(scene: Scene, draft: Draft, chunk: int, span: DateSpan) -> None:
    draft.dates = span
    start, end = scene.written(chunk)
    sentence = scene.document.sentence(chunk)
    draft.say("date_start", span.start, start, end, "date.nearest", "date", sentence)
    draft.say("date_end", span.end, start, end, "date.nearest", "date", sentence)
    draft.fields.update(date_precision=span.precision, date_basis=span.basis, night_of=span.night)


def _extend(scene: Scene, draft: Draft, chunk: int, span: DateSpan) -> None:
    """A raid that goes on into the next day is one night."""
    known = draft.dates
    if known is None or not span.night or span.end <= known.end:
        return
    draft.dates = DateSpan(known.start, span.end, 1, known.basis, True)
    start, end = scene.written(chunk)
    draft.fields.pop("date_end")
    draft.say("date_end", span.end, start, end, "date.nearest", "date", scene.document.sentence(chunk))
    draft.fields["night_of"] = True


_SPECIFIC = (
    "clash",
    "bombing",
    "shelling",
    "airstrike",
    "kidnapping",
    "arson",
    "chemical",
    "grenade",
    "suicide",
)


def _type(draft: Draft, code: str) -> None:
    """Keep the most telling type that the text names."""
    known = draft.fields.get("attack_type")
    if code in _SPECIFIC and (known is None or _SPECIFIC.index(code) > _SPECIFIC.index(known)):
        draft.fields["attack_type"] = code


def _attacker(scene: Scene, draft: Draft, mention: Mention) -> None:
    words = scene.document.text[mention.start : mention.end]
    side = getattr(mention.payload, "country", None) or scene.pack.words.code(
        words.removesuffix("'s").removesuffix("\u2019s")
    )
    if side:
        draft.say("attacker", str(side), mention.start, mention.end, mention.rule_id, "code", mention.sentence)


def _context(scene: Scene, draft: Draft) -> None:
    """Places, attacker, target party and targets of the sentences that speak of the attack."""
    document, letters, code = scene.document, scene.pack.letters, scene.pack.words.code
    sentences = sorted(draft.fields.pop("_sentences"))
    named: list[str] = []
    for sentence in sentences:
        region_of(scene, draft, sentence)
        for chunk, spot in scene.places.get(sentence, ()):
            if spot.country is not None:
                draft.fields.setdefault("_states", []).append(spot.country)
                continue
            if spot.name not in named:
                named.append(spot.name)
                key = "place" if spot.ids else "place_name"
                value = spot.ids[0] if spot.ids else spot.name
                if key not in draft.fields:
                    draft.say(key, value, *scene.written(chunk), "place.attack", "place", sentence)
        low, high = document.sentence_chunks(sentence)
        for chunk in range(low, high):
            letter = document.letters[chunk]
            if letter == letters["NIGHT"]:
                draft.fields["night_of"] = True
            if letter in (letters["ARMS"], letters["ARM"]) and "attacker" not in draft.fields:
                side = document.payload[chunk].side
                if side:
                    start, end = scene.written(chunk)
                    draft.say("attacker", str(side), start, end, "attacker.weapon", "code", sentence)
            elif letter == letters["TARGETN"]:
                kind = str(code(document.tokens[document.first[chunk]]))
                draft.fields.setdefault("target_types", [])
                if kind not in draft.fields["target_types"]:
                    draft.fields["target_types"].append(kind)
    draft.fields["places"] = tuple(named)
    states = draft.fields.pop("_states", [])
    others = [state for state in states if state != draft.fields.get("attacker")]
    if others:
        draft.fields["target_party"] = others[0]
    draft.fields.setdefault("level", "strike")
    if scene.published is not None and "date_start" not in draft.fields:
        draft.fields.update(
            date_start=scene.published,
            date_end=scene.published,
            date_precision=2,
            date_basis="publication_fallback",
        )


def _munitions(scene: Scene, drafts: list[Draft], found: list[Mention]) -> list[Draft]:
    """One draft per attack and kind of weapon; shares ("6 of the 14") go to the weapon they divide."""
    munitions: list[Draft] = []
    recent: Draft | None = None
    for mention in found:
        payload = mention.payload
        if mention.field == "used" and not (isinstance(payload, Arms) and drafts):
            continue
        if isinstance(payload, Arms) and mention.field in (
            "launched",
            "downed_kinetic",
            "downed_total",
            "downed_ew",
            "used",
        ):
            draft = _munition(scene, munitions, mention, payload, drafts)
            recent = draft
            if payload.amount is not None and mention.field != "used":
                draft.say(
                    mention.field,
                    payload.amount,
                    payload.start,
                    payload.end,
                    mention.rule_id,
                    "number",
                    mention.sentence,
                )
        elif mention.field == "share" and isinstance(payload, (People, Arms)):
            word = _share_word(scene, mention)
            whole = _whole(scene, mention)
            target = recent
            if whole is not None:
                target = _munition(scene, munitions, mention, whole, drafts)
                recent = target
                if whole.amount and "launched" not in target.fields:
                    target.say(
                        "launched",
                        whole.amount,
                        whole.start,
                        whole.end,
                        mention.rule_id,
                        "number",
                        mention.sentence,
                    )
            if target is not None and word and payload.amount is not None:
                target.say(
                    word,
                    payload.amount,
                    mention.start,
                    mention.end,
                    mention.rule_id,
                    "number",
                    mention.sentence,
                )
    return munitions


def _share_word(scene: Scene, mention: Mention) -> str | None:
    document, names = scene.document, scene.pack.alphabet.names
    low, high = document.sentence_chunks(mention.sentence)
    fields = {"DOWN": "downed_kinetic", "NEUT": "downed_total", "EWLOST": "downed_ew"}
    for k in [
        *range(mention.chunk + 1, min(high, mention.chunk + 9)),
        *range(mention.chunk - 1, max(low, mention.chunk - 4), -1),
    ]:
        field = fields.get(names[document.letters[k]])
        if field:
            return field
    return None


def _whole(scene: Scene, mention: Mention) -> Arms | None:
    document = scene.document
    for k in range(mention.chunk + 1, mention.chunk + 4):
        payload = document.payload.get(k)
        if isinstance(payload, Arms) and document.sentence(k) == mention.sentence:
            return payload
    return None


def _munition(scene: Scene, munitions: list[Draft], mention: Mention, arms: Arms, attacks: list[Draft]) -> Draft:
    """The draft of this weapon: same class and model, or the only class the text means by a general word."""
    for draft in munitions:
        if draft.fields["weapon_class"] == arms.weapon_class and draft.fields.get("weapon_model") == arms.model:
            return draft
    family = _family(arms.weapon_class)
    alike = [draft for draft in munitions if _family(draft.fields["weapon_class"]) == family]
    if (
        alike
        and (arms.model is None and (arms.amount is None or mention.field not in alike[0].fields))
        and len(alike) == 1
    ):
        return alike[0]
    draft = Draft("munition", mention.chunk, mention.sentence)
    draft.parent = attacks[0] if attacks else None
    start, end = arms.name_start, arms.name_end
    draft.say("weapon_class", arms.weapon_class, start, end, mention.rule_id, "code", mention.sentence)
    if arms.model:
        draft.say("weapon_model", arms.model, start, end, mention.rule_id, "code", mention.sentence)
    munitions.append(draft)
    return draft


def _family(weapon_class: str) -> str:
    if weapon_class.endswith("_uav") or weapon_class.startswith("uav") or weapon_class == "loitering_munition":
        return "drone"
    return "missile" if "missile" in weapon_class or weapon_class.startswith("sam_") else weapon_class
