"""What is said of a handover as a whole: its number in a series, its mediators, its place."""

from __future__ import annotations

from conflict_data.extraction.exchanges.parties import Parties
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.groups import People
from conflict_data.extraction.text.numbers import digits_of


def number_of(exchange: Draft, field: str, people: People, mention: Mention) -> None:
    """A number that belongs to the handover and to neither side."""
    span = people.start, people.end, mention.rule_id
    exchange.say(field, people.amount, *span, "number", mention.sentence)


def say_ordinal(scene: Scene, exchange: Draft, mention: Mention) -> None:
    """`66th exchange`, `first phase`; a series is numbered in figures, and the latest phase is that of the report."""
    token = scene.document.tokens[scene.document.first[mention.chunk]]
    number = digits_of(token)
    code = scene.pack.words.code(token) if number is None else number
    if not isinstance(code, int) or (mention.field == "official_number" and number is None):
        return
    known = exchange.fields.get(mention.field)
    if known is not None and code < known:
        return
    if known is not None and code > known:
        exchange.claims = [claim for claim in exchange.claims if claim[0] != mention.field]
        del exchange.fields[mention.field]
    exchange.say(mention.field, code, mention.start, mention.end, mention.rule_id, "number", mention.sentence)


def say_mediator(scene: Scene, exchange: Draft, mention: Mention, parties: Parties) -> None:
    """A state or body that mediated, unless it is one of the two parties."""
    code = getattr(mention.payload, "country", None) or scene.pack.words.code(
        scene.document.text[mention.start : mention.end]
    )
    if not code or code in parties.both:
        return
    known = exchange.fields.get("mediators", ())
    if code not in known:
        exchange.fields["mediators"] = (*known, str(code))
    span = mention.start, mention.end, mention.rule_id
    exchange.claims.append(("mediators", str(code), *span, "code", mention.sentence, None))


def say_place(scene: Scene, exchange: Draft, mention: Mention) -> None:
    """Where people or remains were handed over."""
    spot = scene.spots.get(mention.chunk)
    if spot is None or spot.country is not None:
        return
    field, value = ("handover_place", spot.ids[0]) if spot.ids else ("handover_place_name", spot.name)
    exchange.say(field, value, mention.start, mention.end, mention.rule_id, "place", mention.sentence)
