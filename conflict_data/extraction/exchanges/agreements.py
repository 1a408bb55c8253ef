"""The deal behind handovers: where and when it was made, and the numbers it names."""

from __future__ import annotations

from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene


def agreement_records(scene: Scene, found: list[Mention]) -> list[Draft]:
    """The agreement that a text speaks of, as one draft; none if it names neither a place nor numbers."""
    draft: Draft | None = None
    for mention in (one for one in found if one.kind == "agreement"):
        if draft is None:
            draft = Draft("agreement", mention.chunk, mention.sentence)
        _tell(scene, draft, mention)
    return [draft] if draft is not None else []


def deal(scene: Scene, agreements: list[Draft], mention: Mention) -> None:
    """Add the numbers of a formula that is the name of a deal, not of what was done on one day."""
    if not agreements:
        agreements.append(Draft("agreement", mention.chunk, mention.sentence))
    if "formula_to_a" not in agreements[0].fields:
        _terms(scene, agreements[0], mention)


def _tell(scene: Scene, draft: Draft, mention: Mention) -> None:
    span = mention.start, mention.end, mention.rule_id
    if mention.field == "place":
        spot = scene.spots.get(mention.chunk, mention.payload)
        field, value = ("place", spot.ids[0]) if spot.ids else ("place_name", spot.name)
        draft.say(field, value, *span, "place", mention.sentence)
    elif mention.field == "date":
        when = next((span for chunk, span in scene.dates.get(mention.sentence, ()) if chunk == mention.chunk), None)
        if when is not None:
            draft.say("date_start", when.start, *span, "date", mention.sentence)
            draft.say("date_end", when.end, *span, "date", mention.sentence)
    elif mention.field == "formula_each":
        draft.say("formula_to_a", mention.value, *span, "number", mention.sentence)
        draft.say("formula_to_b", mention.value, *span, "number", mention.sentence)
    elif isinstance(mention.payload, tuple):
        _terms(scene, draft, mention)


def _terms(scene: Scene, draft: Draft, mention: Mention) -> None:
    span = mention.start, mention.end, mention.rule_id
    draft.say("formula_to_a", mention.payload[0].amount, *span, "number", mention.sentence)
    draft.say("formula_to_b", mention.payload[1].amount, *span, "number", mention.sentence)
    start, end = mention.payload[0].start, mention.payload[1].end
    draft.say("formula_text", scene.document.text[start:end], start, end, mention.rule_id, "text", mention.sentence)
