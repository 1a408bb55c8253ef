"""Attacks: the words of a text that tell of one brought together, with day, places, sides and weapons."""

from __future__ import annotations

from bisect import bisect_right, insort
from itertools import chain

from conflict_data.extraction.attacks.combat import mark_combat
from conflict_data.extraction.attacks.munitions import Arsenal
from conflict_data.extraction.attacks.targets import describe
from conflict_data.extraction.attacks.triggers import Trigger, weigh
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import OLD, Draft, Scene
from conflict_data.extraction.text.chunks import Document
from conflict_data.extraction.text.dates import DateSpan
from conflict_data.extraction.text.groups import Arms, People

_LEAD = 2
"""Sentences at the beginning that say what a report is about."""

LATE, _MUCH = 5, 3
"""A report that comes to speak of violence so late is about something else; so many words of attack are its matter."""

_DETAILS = ("KILL", "INJURE", "DIE", "DEAD", "INJN", "CASN", "DEATHN", "ARM", "ARMS")
"""Classes that make the telling of an attack particular: victims and weapons."""

_WEEK = 3
"""The least exact date that dates an attack; a month or a year does not."""

_SPECIFIC = ("clash", "bombing", "shelling", "airstrike", "kidnapping", "arson", "chemical", "grenade", "suicide")
_REMEMBERED = 50
"""Attacks that a mention is compared with: the latest, however many a text tells of."""
_TYPES = {
    "explosion": "bombing",
    "weak": "attack",
    "raid": "attack",
    "fighting": "clash",
    "suicide_bomber": "suicide",
    "damage": "attack",
}
_LYING = ("mine_erw", "sabotage_ied", "bomb_unspecified")
"""Weapons that are destroyed where they lie, without an attack."""
_DESTROYED = ("downed_kinetic", "downed_total")
_OPENING = ("launched", "downed_kinetic", "downed_total", "reached", "whole", "hits")
"""Fields of weapons that tell of an attack by themselves."""


def attack_records(scene: Scene, found: list[Mention]) -> list[Draft]:
    """Attack drafts, the main one first, each with its munitions."""
    mentions = [one for one in found if one.kind == "attack"]
    triggers = weigh(scene, [one for one in mentions if one.field == "trigger"])
    weapons = [one for one in found if one.kind == "munition" and not _of_a_month(scene, one.sentence)]
    if not triggers and not any(one.value is not None and one.field in _OPENING for one in weapons):
        return []
    book = Book(scene, [one for one in mentions if one.field == "attacker"])
    events: list[Trigger | Mention] = sorted([*triggers, *weapons], key=_position)
    arsenal = Arsenal(scene)
    for event in events:
        if isinstance(event, Trigger):
            book.hear(event)
        elif event.value is not None and not _single(event) and (book.drafts or _opens(arsenal, event)):
            draft = book.home(event)
            draft.fields["_counted"] = draft.fields.get("_counted", 0) + arsenal.add(event, draft)
        elif book.drafts:
            arsenal.add(event, book.known(event))
    if not book.drafts:
        return []
    for mention in mentions:
        if mention.field == "where" or (mention.field == "damage" and _damages(scene, mention)):
            book.where(mention)
        elif mention.field not in ("trigger", "attacker", "damage", "intended") and isinstance(mention.payload, People):
            field = _site_field(mention)
            if field is not None:
                count, span = mention.payload.amount, (mention.start, mention.end)
                book.known(mention).say(field, count, *span, mention.rule_id, "number", mention.sentence)
    used: dict[int, list[Draft]] = {}
    for one in arsenal.drafts:
        used.setdefault(id(one.parent), []).append(one)
    for draft in book.drafts:
        draft.fields["_heard_in"] = tuple(sorted(draft.fields["_sentences"]))
        describe(scene, draft, used.get(id(draft), []))
    mark_combat(scene, book.drafts, book.triggers, found)
    _roles(scene, book.drafts, found)
    return book.drafts + arsenal.drafts


def _of_a_month(scene: Scene, sentence: int) -> bool:
    """Does a sentence that is not the first count weapons over a month or a year (`in July alone`)?"""
    dates = scene.dates.get(sentence, ())
    return sentence > 0 and bool(dates) and all(span.precision > _WEEK for _, span in dates)


def _position(event: Trigger | Mention) -> tuple[int, int]:
    mention = event.mention if isinstance(event, Trigger) else event
    return mention.start, mention.end


def _single(mention: Mention) -> bool:
    return isinstance(mention.payload, Arms) and mention.payload.single


def _site_field(mention: Mention) -> str | None:
    """The field of a number of places: districts and sites of debris apart, and hits only at sites."""
    sites = "sites" in mention.payload.kinds
    if mention.field == "hit_sites":
        return "hit_sites" if sites else None
    return "debris_sites" if mention.field == "debris_districts" and sites else mention.field


def _damages(scene: Scene, mention: Mention) -> bool:
    return bool(scene.pack.words.code(scene.document.text[mention.start : mention.end]) == "damage")


def _opens(arsenal: Arsenal, mention: Mention) -> bool:
    """Does a number of weapons tell of an attack by itself?"""
    if isinstance(mention.payload, Arms) and mention.payload.weapon_class in _LYING and mention.field in _DESTROYED:
        return False
    return mention.field in _OPENING or (mention.field == "share" and arsenal.whole(mention) is not None)


class Book:
    """The attacks of a text; every mention finds the one it belongs to."""

    def __init__(self, scene: Scene, attackers: list[Mention]) -> None:
        self.scene = scene
        self.drafts: list[Draft] = []
        self.homes: dict[int, Draft] = {}
        self.heard: list[int] = []
        self.triggers: dict[int, list[Trigger]] = {}
        self.attackers: dict[int, tuple[str, Mention]] = {}
        for mention in attackers:
            side = self._side(mention)
            if side:
                self.attackers.setdefault(mention.sentence, (side, mention))

    def _side(self, mention: Mention) -> str | None:
        words = self.scene.document.text[mention.start : mention.end]
        words = words.removesuffix("'s").removesuffix("\u2019s")
        code = getattr(mention.payload, "country", None) or self.scene.pack.words.code(words)
        return str(code or self.scene.pack.governments.get(words) or "") or None

    def hear(self, trigger: Trigger) -> None:
        """Take in a word that tells of an attack."""
        mention = trigger.mention
        draft = self.home(mention)
        self.triggers.setdefault(id(draft), []).append(trigger)
        draft.fields["_told"] = draft.fields.get("_told", 0) + (not trigger.background)
        draft.fields["_heard"] = draft.fields.get("_heard", 0) + 1
        draft.fields.setdefault("trigger", self.scene.document.text[mention.start : mention.end].lower())
        code = _TYPES.get(trigger.code, trigger.code)
        known = draft.fields.get("attack_type")
        if code in _SPECIFIC and (known is None or _SPECIFIC.index(code) > _SPECIFIC.index(known)):
            draft.fields["attack_type"] = code

    def known(self, mention: Mention) -> Draft:
        """The attack of the sentence of a mention, else the one spoken of last before it."""
        place = bisect_right(self.heard, mention.sentence)
        return self.homes[self.heard[place - 1]] if place else self.drafts[0]

    def home(self, mention: Mention) -> Draft:
        """The attack a mention speaks of: the same one unless the text names another day or another attacker."""
        scene, sentence = self.scene, mention.sentence
        when = self._when(mention)
        side = self._attacker_of(sentence)
        whose = getattr(mention.payload, "side", None) if isinstance(mention.payload, Arms) else None
        recent = [self.known(mention)] if self.drafts else []
        for draft in chain(recent, self.drafts[-_REMEMBERED:]):
            if _same_day(draft, when[1] if when else None) and _same_side(draft, side[0] if side else whose):
                break
        else:
            draft = Draft("attack", mention.chunk, sentence)
            draft.fields["_sentences"] = set()
            self.drafts.append(draft)
        draft.fields["_sentences"].add(sentence)
        self._settle(sentence, draft)
        if when is not None:
            _date(scene, draft, *when)
        if whose and "attacker" not in draft.fields:
            draft.fields.setdefault("_side", whose)
        if side is not None:
            code, spoken = side
            draft.say("attacker", code, spoken.start, spoken.end, spoken.rule_id, "code", sentence)
        return draft

    def where(self, mention: Mention) -> None:
        """Take in a sentence that adds places to the attack spoken of last."""
        draft = self.known(mention)
        draft.fields["_sentences"].add(mention.sentence)
        if mention.sentence not in self.homes:
            self._settle(mention.sentence, draft)

    def _settle(self, sentence: int, draft: Draft) -> None:
        """Note of which attack a sentence speaks."""
        if sentence not in self.homes:
            insort(self.heard, sentence)
        self.homes[sentence] = draft

    def _when(self, mention: Mention) -> tuple[int, DateSpan] | None:
        """The day of a mention: the date nearest in its sentence that is one, and not "since" then."""
        code, document = self.scene.pack.words.code, self.scene.document
        days = [
            one
            for one in self.scene.dates.get(mention.sentence, ())
            if one[1].precision <= _WEEK and "since" not in (code(token) for token in _before(document, one[0]))
        ]
        return min(days, key=lambda one: abs(one[0] - mention.chunk), default=None)

    def _attacker_of(self, sentence: int) -> tuple[str, Mention] | None:
        known = self.attackers.get(sentence)
        return known if known and len(known[0]) == 3 and known[0].isupper() else None


def _before(document: Document, chunk: int) -> list[str]:
    """The few tokens before a chunk."""
    first = document.first[chunk]
    return document.tokens[max(0, first - 4) : first]


def _same_day(draft: Draft, span: DateSpan | None) -> bool:
    known = draft.dates
    if span is None or known is None or abs((known.end - span.end).days) <= 1:
        return True
    return max(known.precision, span.precision) > 1 and span.start <= known.end and known.start <= span.end


def _same_side(draft: Draft, side: str | None) -> bool:
    return side is None or draft.fields.get("attacker", draft.fields.get("_side")) in (None, side)


def _date(scene: Scene, draft: Draft, chunk: int, span: DateSpan) -> None:
    """Date a draft, or let a raid that goes on into the next day end there."""
    start, end = scene.written(chunk)
    sentence = scene.document.sentence(chunk)
    known = draft.dates
    if known is not None and span.precision < known.precision:
        # "Last week's strikes", then "on Thursday".
        draft.fields = {key: value for key, value in draft.fields.items() if key not in ("date_start", "date_end")}
        draft.claims = [claim for claim in draft.claims if claim[0] not in ("date_start", "date_end")]
        known = None
    if known is None:
        draft.dates = span
        draft.say("date_start", span.start, start, end, "date.nearest", "date", sentence)
        draft.say("date_end", span.end, start, end, "date.nearest", "date", sentence)
        draft.fields.update(date_precision=span.precision, date_basis=span.basis, night_of=span.night)
    elif span.night and span.end > known.end:
        draft.dates = DateSpan(known.start, span.end, 1, known.basis, True)
        draft.fields.pop("date_end")
        draft.say("date_end", span.end, start, end, "date.nearest", "date", sentence)
        draft.fields["night_of"] = True


def _roles(scene: Scene, drafts: list[Draft], found: list[Mention]) -> None:
    """Which attacks the report is about, and which it only recalls."""
    lead = drafts[0]
    exchange = led_by_exchange(scene)
    first = min((one.sentence for one in found if one.kind in ("attack", "munition", "casualty")), default=0)
    for draft in drafts:
        counted, told = draft.fields.get("_counted", 0), draft.fields.get("_told", 0)
        day = draft.dates.end if draft.dates else None
        old = day and scene.published and (scene.published - day).days > OLD
        earlier = draft is not lead and day and lead.dates and (lead.dates.end - day).days > 1
        history = draft is not lead and day is None and lead.role == "background"
        passing = exchange and not counted and (draft.sentence >= _LEAD or told < _MUCH)
        late = first >= LATE and not counted
        recalled = not counted and not told
        vague = not counted and day is None and not _particular(scene, draft)
        if old or earlier or history or passing or late or recalled or vague:
            draft.role = "background"


def _particular(scene: Scene, draft: Draft) -> bool:
    """Does the text say anything of an attack but that there was one: where, what with, on what, with which victims?"""
    fields = draft.fields
    kind = fields.get("attack_type") and draft.sentence < LATE
    if fields["places"] or fields["target_types"] or kind or "attacker" in fields:
        return True
    document, letters = scene.document, scene.pack.letters
    for sentence in draft.fields["_heard_in"]:
        low, high = document.sentence_chunks(sentence)
        if any(letters[name] in document.letters[low:high] for name in _DETAILS):
            return True
    return False


def led_by_exchange(scene: Scene) -> bool:
    """Do the first sentences speak of an exchange?"""
    document, letters = scene.document, scene.pack.letters
    _, end = document.sentence_chunks(min(_LEAD - 1, len(document.bounds)))
    lead = document.letters[:end]
    return letters["EXCHANGEN"] in lead or letters["EXCHANGEV"] in lead
