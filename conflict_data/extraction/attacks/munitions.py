"""Weapons of an attack: how many were launched, brought down, lost, and where."""

from __future__ import annotations

from conflict_data.extraction.language.codes import codes_of
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.groups import Arms, People

COUNTED = ("launched", "downed_kinetic", "downed_total", "downed_ew", "hits")
_VERBS = {"DOWN": "downed_kinetic", "NEUT": "downed_total", "EWLOST": "downed_ew"}
_REMEMBERED = 50
"""Munitions that a mention is compared with: the latest, however many a text tells of."""
_AFTER, _BEFORE, _LIST = 9, 4, 16
_DECOY = "decoy_uav"
_WIDER = 2
"""A number that so many times exceeds the known one is that of a wider place."""


class Arsenal:
    """The munition drafts of a document."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.drafts: list[Draft] = []
        self.recent: tuple[Draft, str] | None = None
        self.document = scene.document
        self.claims = 0

    def add(self, mention: Mention, attack: Draft) -> bool:
        """Take in one mention of weapons of an attack; did it give a number?"""
        claims = self.claims
        self._take(mention, attack)
        return self.claims > claims

    def _take(self, mention: Mention, attack: Draft) -> None:
        payload = mention.payload
        if isinstance(payload, Arms):
            field = "launched" if mention.field == "whole" else mention.field
            if field == "share":
                field = self._verb(mention) or "downed_kinetic"
            elif field == "reached":
                field = self._reached(mention)
            draft = self._draft(mention, payload, attack, field)
            if field in COUNTED and payload.amount is not None and not payload.single:
                self._say(draft, field, mention)
        elif (
            isinstance(payload, People)
            and payload.amount is not None
            and mention.field in ("share", "share_local", "all")
        ):
            self._share(mention, attack)
        elif isinstance(payload, People) and payload.amount is not None and mention.field == "launched":
            named = self._named(mention)
            if named is not None:
                self._say(self._draft(mention, named, attack, "launched"), "launched", mention)

    def _share(self, mention: Mention, attack: Draft) -> None:
        """A part of weapons named beside it ("6 of the 14 missiles") or before ("of which 6")."""
        field = self._verb(mention)
        whole = self.whole(mention)
        divided = self._divided(mention)
        if divided is not None:
            draft = divided
        elif whole is not None:
            draft = self._draft(mention, whole, attack, field or "launched")
        elif (named := self._owner(mention)) is not None:
            draft = self._draft(mention, named, attack, field or "launched")
        elif self.recent is not None:
            draft = self.recent[0]
            field = field or self.recent[1]
        else:
            return
        if field is None or (mention.field == "all" and draft.fields.get("launched") != mention.payload.amount):
            return
        if mention.field == "share_local":
            local = self._local(mention, draft)
            if local is None:
                return
            draft = local
        self._say(draft, field, mention)

    def _local(self, mention: Mention, whole: Draft) -> Draft | None:
        """A munition of its own for a count that belongs to one place of a wider attack."""
        spot = self.scene.next_place(mention.chunk)
        if spot is None:
            return None
        draft = Draft("munition", mention.chunk, mention.sentence)
        draft.parent = whole.parent
        draft.claims += [claim for claim in whole.claims if claim[0] in ("weapon_class", "weapon_model")]
        self.claims += len(draft.claims)
        for name in ("weapon_class", "weapon_model"):
            if name in whole.fields:
                draft.fields[name] = whole.fields[name]
        self._place(draft, spot)
        self.drafts.append(draft)
        return draft

    def _place(self, draft: Draft, chunk: int) -> None:
        spot = self.scene.spots[chunk]
        value = spot.ids[0] if spot.ids else spot.name
        field = "place" if spot.ids else "place_name"
        start, end = self.scene.written(chunk)
        draft.say(field, value, start, end, "munition.place", "place", self.document.sentence(chunk))
        self.claims += 1

    def _say(self, draft: Draft, field: str, mention: Mention) -> None:
        count = mention.payload.amount
        self.recent = (draft, field if field != "launched" else "downed_kinetic")
        if field not in draft.fields and self._told(draft, field, count):
            return
        start, end = mention.payload.start, mention.payload.end
        draft.say(field, count, start, end, mention.rule_id, "number", mention.sentence)
        self.claims += 1
        if field.startswith("downed"):
            definition = self._definition(mention)
            if definition:
                draft.fields.setdefault("downed_definition", definition)

    def _told(self, draft: Draft, field: str, count: object) -> bool:
        """Has another munition of that family said the number already, with no place of its own?"""
        family = family_of(draft.fields["weapon_class"])
        return any(
            other is not draft
            and other.fields.get(field) == count
            and family_of(other.fields["weapon_class"]) == family
            and other.fields.get("weapon_model") in (None, draft.fields.get("weapon_model"))
            for other in self.drafts[-_REMEMBERED:]
        )

    def _verb(self, mention: Mention) -> str | None:
        """What became of a share: the nearest verb after it, else before it."""
        chunk = self._verb_chunk(mention)
        return None if chunk is None else _VERBS[self.scene.pack.alphabet.names[self.document.letters[chunk]]]

    def _verb_chunk(self, mention: Mention) -> int | None:
        names = self.scene.pack.alphabet.names
        low, high = self.document.sentence_chunks(mention.sentence)
        after = range(mention.chunk + 1, min(high, mention.chunk + _AFTER))
        first = mention.rule_id.endswith(("share_of", "share_after"))
        before = range(mention.chunk - 1, max(low - 1, mention.chunk - (_LIST if first else _BEFORE)), -1)
        order = (*before, *after) if first else (*after, *before)
        return next((k for k in order if names[self.document.letters[k]] in _VERBS), None)

    def _definition(self, mention: Mention) -> str | None:
        """What "downed" means by the words of the text: by fire, by electronic means too, all together."""
        chunk = self._verb_chunk(mention)
        if chunk is None:
            return None
        start, end = self.scene.written(chunk)
        found = codes_of(self.document.text[start:end], "downed_definition", self.scene.pack.name)
        return "kinetic_or_ew" if "kinetic_or_ew" in found else next(iter(sorted(found)), None)

    def _reached(self, mention: Mention) -> str:
        """Weapons that "struck" have hit; those that "attacked" were launched."""
        letter = self.scene.pack.letters["ATTACKV"]
        _, high = self.document.sentence_chunks(mention.sentence)
        verb = self.document.letters.find(letter, mention.chunk, high)
        code = self.scene.pack.words.code(self.document.tokens[self.document.first[verb]]) if verb >= 0 else None
        return "hits" if code == "weak" else "launched"

    def _named(self, mention: Mention) -> Arms | None:
        """The weapons named before a bare number ("the number of drones launched at 18")."""
        low, _ = self.document.sentence_chunks(mention.sentence)
        payloads = (self.document.payload.get(k) for k in range(mention.chunk - 1, low - 1, -1))
        return next((one for one in payloads if isinstance(one, Arms)), None)

    def whole(self, mention: Mention) -> Arms | None:
        """The weapons that a share divides, named after it ("6 of the 14 missiles")."""
        for k in range(mention.chunk + 1, mention.chunk + 5):
            payload = self.document.payload.get(k)
            if isinstance(payload, Arms) and self.document.sentence(k) == mention.sentence:
                return payload
        return None

    def _owner(self, mention: Mention) -> Arms | None:
        """The weapons right before the `of which` that leads in a share ("the missiles, of which it shot down two")."""
        low, _ = self.document.sentence_chunks(mention.sentence)
        mark = self.document.letters.rfind(
            self.scene.pack.letters["OFWHICH"], max(low, mention.chunk - 4), mention.chunk
        )
        if mark <= low:
            return None
        payloads = [self.document.payload.get(k) for k in range(max(low, mark - 4), mark)]
        arms = [one for one in payloads if isinstance(one, Arms)]
        _, high = self.document.sentence_chunks(mention.sentence)
        shares = [k for k in range(mark + 1, min(high, mark + 4)) if isinstance(self.document.payload.get(k), People)]
        if len(shares) == 2 == len(arms) and mention.chunk in shares:
            # "127 missiles and 109 drones, of which 102 and 99 were shot down"
            return arms[shares.index(mention.chunk)]
        found = arms[-1] if arms and isinstance(payloads[-1] or payloads[-2], Arms) else None
        return None if found is None or found.weapon_class == _DECOY else found

    def _divided(self, mention: Mention) -> Draft | None:
        """The weapons of which so many were launched as the words after a share say ("245 of the 250")."""
        for k in range(mention.chunk + 1, mention.chunk + 4):
            payload = self.document.payload.get(k)
            if isinstance(payload, People) and payload.amount is not None:
                return next(
                    (one for one in self.drafts[-_REMEMBERED:] if one.fields.get("launched") == payload.amount), None
                )
        return None

    def _draft(self, mention: Mention, arms: Arms, attack: Draft, field: str) -> Draft:
        """The draft of this weapon: same class and model, or the only one that a general word can mean."""
        latest = self.drafts[-_REMEMBERED:]
        mine = [draft for draft in latest if draft.parent is attack and "place" not in draft.fields]
        same = [
            draft
            for draft in mine
            if draft.fields["weapon_class"] == arms.weapon_class and draft.fields.get("weapon_model") == arms.model
        ]
        if same:
            fitting = (one for one in same if arms.amount in (one.fields.get(field), one.fields.get("launched")))
            chosen = (next(fitting, None) if arms.amount is not None else None) or same[0]
            if not self._elsewhere(chosen, field, arms, mention):
                return chosen
            draft = Draft("munition", mention.chunk, mention.sentence)
            draft.parent = attack
            self._name(draft, mention, arms)
            self.drafts.append(draft)
            return draft
        family = family_of(arms.weapon_class)
        alike = [draft for draft in mine if family_of(draft.fields["weapon_class"]) == family]
        if len(alike) == 1 and (arms.model is None or "weapon_model" not in alike[0].fields):
            counted = arms.amount is not None and not arms.single
            general = any(one.endswith("_unspecified") for one in (arms.weapon_class, alike[0].fields["weapon_class"]))
            if not counted or (general and field not in alike[0].fields):
                self._sharpen(alike[0], mention, arms)
                return alike[0]
        draft = Draft("munition", mention.chunk, mention.sentence)
        draft.parent = attack
        self._name(draft, mention, arms)
        self.drafts.append(draft)
        return draft

    def _elsewhere(self, draft: Draft, field: str, arms: Arms, mention: Mention) -> bool:
        """Is this another count than the one known: of the whole country after one town, or of a place of its own?"""
        known = draft.fields.get(field)
        if known is None or arms.amount is None or arms.single or arms.amount.word or known == arms.amount:
            return False
        if any(claim[0] == field and claim[6] == mention.sentence for claim in draft.claims):
            return False
        if field == "launched" and arms.amount.number > _WIDER * known.number:
            return True
        _, high = self.document.sentence_chunks(mention.sentence)
        place = self.scene.next_place(mention.chunk)
        over = self.scene.pack.letters["QUAL"]
        return (
            field != "launched"
            and place is not None
            and over in self.document.letters[mention.chunk + 1 : min(place, high)]
        )

    def _sharpen(self, draft: Draft, mention: Mention, arms: Arms) -> None:
        """Let a draft that knows a general word alone ("drones") take on the kind that the text names later."""
        known = draft.fields["weapon_class"]
        if known.endswith("_unspecified") and not arms.weapon_class.endswith(("_unspecified", _DECOY)):
            del draft.fields["weapon_class"]
            kept = [claim for claim in draft.claims if claim[0] != "weapon_class"]
            self.claims += len(kept) - len(draft.claims)
            draft.claims = kept
            self._name(draft, mention, arms)

    def _name(self, draft: Draft, mention: Mention, arms: Arms) -> None:
        start, end = arms.name_start, arms.name_end
        self.claims += 1 + bool(arms.model)
        draft.say("weapon_class", arms.weapon_class, start, end, mention.rule_id, "code", mention.sentence)
        if arms.model:
            draft.say("weapon_model", arms.model, start, end, mention.rule_id, "code", mention.sentence)


def family_of(weapon_class: str) -> str:
    """Drone, missile, bomb, or the class itself."""
    if weapon_class.endswith("_uav") or weapon_class.startswith("uav") or weapon_class == "loitering_munition":
        return "drone"
    if weapon_class.endswith("_bomb") or weapon_class == "bomb_unspecified":
        return "bomb"
    return "missile" if "missile" in weapon_class or weapon_class.startswith("sam_") else weapon_class
