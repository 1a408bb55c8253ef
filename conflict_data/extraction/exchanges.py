"""Exchanges, the people each side got back, and the agreements behind them."""

from __future__ import annotations

from datetime import timedelta

from conflict_data.extraction.dates import DateSpan
from conflict_data.extraction.groups import People, Spot
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene

_SHORTLY = timedelta(days=5)
"""How far back "shortly before" may reach: the widest span of date precision 2."""
_PARTS = {"military": "military", "civilian": "civilian", "child": "children"}


def exchange_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Exchange, return and agreement drafts; empty unless the text speaks of an exchange."""
    triggers = [one for one in found if one.kind == "exchange" and one.field == "trigger"]
    moved = [one for one in found if one.kind == "return"]
    if not triggers and not any(_is_prisoner(one) for one in moved):
        return []
    anchor = (triggers or moved)[0]
    exchange = Draft("exchange", anchor.chunk, anchor.sentence)
    exchange.fields["transfer_type"] = "reciprocal_exchange"
    agreements: list[Draft] = []
    returns: dict[str, Draft] = {}
    formulas = [one for one in found if one.kind == "exchange" and one.field == "formula"]
    for mention in (one for one in found if one.kind in ("exchange", "agreement", "return")):
        if mention.field == "mediators":
            _mediator(scene, exchange, mention)
        elif mention.field in ("phase_index", "official_number"):
            _ordinal(scene, exchange, mention)
        elif mention.kind == "agreement":
            _agreement(scene, agreements, mention)
        elif mention.kind == "return":
            _return(scene, exchange, returns, mention)
    for mention in formulas:
        _formula(scene, exchange, returns, agreements, mention)
    _date(scene, exchange, triggers or moved)
    _before(scene, exchange, attacks, by_field(found, "before_attack"))
    if agreements:
        exchange.fields["agreement"] = agreements[0]
    if not returns and not triggers:
        return agreements
    exchange.status = "done" if returns or _done(scene, triggers) else "planned"
    return [exchange, *returns.values(), *agreements]


def _is_prisoner(mention: Mention) -> bool:
    people = mention.payload
    return isinstance(people, People) and bool({"prisoner", "remains"} & set(people.kinds))


def _done(scene: Scene, triggers: list[Mention]) -> bool:
    """Is there a sentence that tells of an exchange as done, without a plan in it?"""
    letters = scene.document.letters
    done = {scene.pack.letters[name] for name in ("DONEW", "RETURN", "RECEIVE", "EXCHANGEV")}
    open_ended = {scene.pack.letters[name] for name in ("PLANW", "WILL", "MODAL", "NOT", "IF")}
    for mention in triggers:
        low, high = scene.document.sentence_chunks(mention.sentence)
        present = set(letters[low:high])
        if present & done and not present & open_ended:
            return True
    return False


def _ordinal(scene: Scene, exchange: Draft, mention: Mention) -> None:
    token = scene.document.text[mention.start : mention.end]
    digits = "".join(char for char in token if char.isdigit())
    code = int(digits) if digits else scene.pack.words.code(token)
    if isinstance(code, int):
        exchange.say(mention.field, code, mention.start, mention.end, mention.rule_id, "number", mention.sentence)


def _mediator(scene: Scene, exchange: Draft, mention: Mention) -> None:
    code = getattr(mention.payload, "country", None) or scene.pack.words.code(
        scene.document.text[mention.start : mention.end]
    )
    if not code or code in _sides(scene):
        return
    known = exchange.fields.get("mediators", ())
    if code not in known:
        exchange.fields["mediators"] = (*known, str(code))
        claim = (
            "mediators",
            str(code),
            mention.start,
            mention.end,
            mention.rule_id,
            "code",
            mention.sentence,
            None,
        )
        exchange.claims.append(claim)


def _agreement(scene: Scene, agreements: list[Draft], mention: Mention) -> None:
    if not agreements:
        agreements.append(Draft("agreement", mention.chunk, mention.sentence))
    draft = agreements[0]
    span = mention.start, mention.end, mention.rule_id
    if mention.field == "place":
        ids = mention.payload.ids
        draft.say(
            "place" if ids else "place_name",
            ids[0] if ids else mention.payload.name,
            *span,
            "place",
            mention.sentence,
        )
    elif mention.field == "formula_each":
        draft.say("formula_to_a", mention.value, *span, "number", mention.sentence)
        draft.say("formula_to_b", mention.value, *span, "number", mention.sentence)
    elif isinstance(mention.payload, tuple):
        draft.say("formula_to_a", mention.payload[0].amount, *span, "number", mention.sentence)
        draft.say("formula_to_b", mention.payload[1].amount, *span, "number", mention.sentence)
    when = scene.date(mention.chunk, mention.sentence)
    if when and "date_start" not in draft.fields:
        start, end = scene.written(when[0])
        draft.say("date_start", when[1].start, start, end, "date.nearest", "date", mention.sentence)
        draft.say("date_end", when[1].end, start, end, "date.nearest", "date", mention.sentence)


def _return(scene: Scene, exchange: Draft, returns: dict[str, Draft], mention: Mention) -> None:
    if mention.field == "equal":
        _equal(scene, exchange, returns, mention)
        return
    people = mention.payload
    if not isinstance(people, People) or people.amount is None:
        return
    parties = _sides(scene) if mention.field == "each_side" else [_party(scene, mention, people)]
    for party in parties:
        if party is None:
            continue
        draft = returns.get(party)
        if draft is None:
            draft = returns[party] = Draft("return", mention.chunk, mention.sentence)
            draft.parent = exchange
            draft.fields["receiving_party"] = party
        _people(draft, people, mention, mixed=_mixed(scene, mention))


def _mixed(scene: Scene, mention: Mention) -> bool:
    """Does the number cover people of several kinds ("300 soldiers and civilians")?"""
    letters = scene.pack.letters
    return scene.document.letters[mention.chunk + 1 : mention.chunk + 3] in (
        letters["AND"] + letters["FOLK"], letters["COMMA"] + letters["FOLK"], letters["COMMA"] + letters["INCL"],
    )  # fmt: skip


def _people(draft: Draft, people: People, mention: Mention, *, mixed: bool) -> None:
    span = people.start, people.end, mention.rule_id, "number", mention.sentence
    if "remains" in people.kinds:
        draft.say("remains", people.amount, *span)
        return
    if people.amount is None:
        return
    part = next((_PARTS[kind] for kind in people.kinds if kind in _PARTS), None)
    total = draft.fields.get("total")
    if total is None or (total.word is not None and people.amount.word is None):
        draft.fields.pop("total", None)
        draft.say("total", people.amount, *span)
    if mixed or people.amount.word is not None:
        return
    if part and part not in draft.fields:
        draft.say(part, people.amount, *span)


def _party(scene: Scene, mention: Mention, people: People) -> str | None:
    """To which side people go: their nationality, else who received or released them."""
    if people.side and "remains" not in people.kinds:
        return people.side
    document = scene.document
    low, _ = document.sentence_chunks(mention.sentence)
    letters = scene.pack.letters
    word = next(
        (k for k in range(mention.chunk - 1, max(low - 1, mention.chunk - 8), -1)
         if document.letters[k] in (letters["RETURN"], letters["RECEIVE"])), None
    )  # fmt: skip
    parties = _sides(scene)
    for k in range((word or mention.chunk) - 1, low - 1, -1):
        side = _side(scene, k)
        if side in parties:
            given = word is not None and document.letters[word] == letters["RETURN"]
            others = [party for party in parties if party != side]
            return (others[0] if others else None) if given and mention.rule_id != "return.of" else side
    return None


def _side(scene: Scene, chunk: int) -> str | None:
    """The state that a chunk names or stands for."""
    document = scene.document
    payload = document.payload.get(chunk)
    if isinstance(payload, Spot):
        return payload.country
    if isinstance(payload, People):
        return payload.side
    cls = scene.pack.alphabet.names.get(document.letters[chunk])
    if cls not in ("GOV", "COUNTRY", "NAT", "OFFICIAL"):
        return None
    code = scene.pack.words.code(document.tokens[document.first[chunk]])
    if code and cls == "OFFICIAL":
        state, _, office = str(code).partition("_")
        return state.upper() if office == "official" else None
    return str(code) if code else None


def _sides(scene: Scene) -> list[str]:
    """The two states that the text speaks of most, those first that it names first."""
    if scene.sides is None:
        names = ("GOV", "NAT", "OFFICIAL", "PLACE", "PEOPLE", "FOLK", "ONE")
        wanted = {scene.pack.letters[name] for name in names}
        counted: dict[str, int] = {}
        for chunk in [k for k, letter in enumerate(scene.document.letters) if letter in wanted]:
            side = _side(scene, chunk)
            if side is not None:
                counted[side] = counted.get(side, 0) + 1
        most = sorted(counted, key=lambda side: -counted[side])[:2]
        scene.sides = [side for side in counted if side in most]
    return scene.sides


def _equal(scene: Scene, exchange: Draft, returns: dict[str, Draft], mention: Mention) -> None:
    """`An equal number` goes to the side that has none and rests on the number of the other."""
    sides = _sides(scene)
    for known, other in zip(sides, reversed(sides), strict=True):
        base = returns.get(known)
        if base is None or not _exact(base) or _exact(returns.get(other)):
            continue
        wanted = str(base.fields["total"])
        index = next(i for i, claim in enumerate(base.claims) if claim[:2] == ("total", wanted))
        draft = returns.get(other)
        if draft is None:
            draft = returns[other] = Draft("return", mention.chunk, mention.sentence)
            draft.parent = exchange
            draft.fields["receiving_party"] = other
        draft.fields.pop("total", None)
        draft.say(
            "total", base.fields["total"], mention.start, mention.end, mention.rule_id, "derived",
            mention.sentence, source=(base, index),
        )  # fmt: skip
        return


def _exact(draft: Draft | None) -> bool:
    total = draft.fields.get("total") if draft else None
    return total is not None and total.word is None


def _formula(
    scene: Scene, exchange: Draft, returns: dict[str, Draft], agreements: list[Draft], mention: Mention
) -> None:
    """`205 for 205`: people returned where the text has no others, the agreement's terms otherwise."""
    first, second = mention.payload
    if agreements or returns:
        return
    for party, people in zip(_sides(scene), (first, second), strict=False):
        draft = returns[party] = Draft("return", mention.chunk, mention.sentence)
        draft.parent = exchange
        draft.fields["receiving_party"] = party
        draft.say("total", people.amount, people.start, people.end, mention.rule_id, "number", mention.sentence)


def by_field(found: list[Mention], field: str) -> list[Mention]:
    """The mentions of one field."""
    return [mention for mention in found if mention.field == field]


def _before(scene: Scene, exchange: Draft, attacks: list[Draft], marks: list[Mention]) -> None:
    """An exchange told as shortly before an attack: some days up to the day on which the attack began."""
    stated = exchange.fields.get("date_basis") == "inferred_relative" or exchange.fields.get("date_basis") == "stated"
    if not marks or not attacks or attacks[0].dates is None or stated:
        return
    mark, base = marks[0], attacks[0]
    index = next(i for i, claim in enumerate(base.claims) if claim[0] == "date_start")
    final = base.fields["date_start"]
    for field in ("date_start", "date_end"):
        exchange.fields.pop(field, None)
    span = mark.start, mark.end, mark.rule_id, "derived", mark.sentence
    exchange.say("date_start", final - _SHORTLY, *span, source=(base, index))
    exchange.say("date_end", final, *span, source=(base, index))
    exchange.fields.update(date_precision=2, date_basis="inferred_relative")


def _date(scene: Scene, exchange: Draft, mentions: list[Mention]) -> None:
    for mention in mentions:
        when = scene.date(mention.chunk, mention.sentence)
        if when is None or when[1].precision > 2:
            continue
        start, end = scene.written(when[0])
        span: DateSpan = when[1]
        exchange.dates = span
        exchange.say("date_start", span.start, start, end, "date.nearest", "date", mention.sentence)
        exchange.say("date_end", span.end, start, end, "date.nearest", "date", mention.sentence)
        exchange.fields.update(date_precision=span.precision, date_basis=span.basis)
        return
    if scene.published is not None:
        exchange.fields.update(
            date_start=scene.published,
            date_end=scene.published,
            date_precision=2,
            date_basis="publication_fallback",
        )
