"""Exchanges, the people each side got back, and the agreements behind them."""

from __future__ import annotations

from conflict_data.extraction.casualties.handed import found_on_the_spot, of_an_attack
from conflict_data.extraction.exchanges.about import ExchangeText
from conflict_data.extraction.exchanges.assignment import Assignment
from conflict_data.extraction.exchanges.facts import number_of, say_mediator, say_ordinal, say_place
from conflict_data.extraction.exchanges.handovers import before_attack
from conflict_data.extraction.exchanges.mutual import Mutual
from conflict_data.extraction.exchanges.returns import Ledger, groups_of
from conflict_data.extraction.match import Mention
from conflict_data.extraction.merge import Draft, Scene
from conflict_data.extraction.text.groups import People


def exchange_records(scene: Scene, found: list[Mention], attacks: list[Draft]) -> list[Draft]:
    """Exchange, return and agreement drafts; empty unless the text speaks of an exchange."""
    found = [one for one in found if not _victims(scene, one)]
    triggers = [one for one in found if one.field == "trigger"]
    moved = [one for one in found if one.field in ("moved", "each_side")]
    if not triggers and not moved:
        return []
    text = ExchangeText(scene, found, triggers, moved)
    if not triggers and not any(map(text.handed_over, moved)):
        return []
    _assign(text)
    return _drafts(text, attacks)


def _victims(scene: Scene, mention: Mention) -> bool:
    """Are these the dead or injured of an attack rather than people who are exchanged?"""
    if not isinstance(mention.payload, People):
        return False
    return found_on_the_spot(scene, mention) or of_an_attack(scene, mention)


def _assign(text: ExchangeText) -> None:
    """Put all numbers of people into the handovers that they belong to."""
    counted = [one for one in text.found if one.field in ("moved", "counted", "each_side")]
    counted = list({one.chunk: text.moved.get(one.chunk, one) for one in counted}.values())
    groups = groups_of(text.scene, text.kinds, sorted(counted, key=lambda one: one.start))
    taken = {claim[2] for draft in text.agreements[:1] for claim in draft.claims}
    formulas = [one for one in text.found if one.field == "formula" and one.start not in taken]
    assignment = Assignment(text)
    mutual = Mutual(text, assignment)
    for mention in formulas:
        if mutual.explicit(mention):
            mutual.formula(mention)
    for group, mention in groups:
        if mention.start not in taken:
            assignment.group(group, mention)
    # What rests on numbers told elsewhere comes last.
    for mention in text.found:
        if mention.field == "equal":
            mutual.equal(mention)
        elif mention.field == "formula" and mention.start not in taken:
            mutual.formula(mention)


def _drafts(text: ExchangeText, attacks: list[Draft]) -> list[Draft]:
    """The handovers in the order in which the text tells of them, with all that is said of them."""
    if not text.handovers.ledgers and not text.triggers:
        return text.agreements
    if not text.handovers.ledgers:
        text.handovers.main(remains=text.dead_only)
    ledgers = list(text.handovers.ledgers.values())
    if (text.cancelled or text.called_off) and not text.told_as_done:
        for ledger in ledgers:
            ledger.returns.clear()
    main = next((one for one in ledgers if one.exchange.role == "main"), ledgers[0])
    for mention in text.found:
        if mention.field == "mediators":
            say_mediator(text.scene, main.exchange, mention, text.parties)
        elif mention.field in ("phase_index", "official_number"):
            say_ordinal(text.scene, main.exchange, mention)
        elif mention.field == "handover_place":
            say_place(text.scene, main.exchange, mention)
        elif mention.field == "stated_cumulative_exchanges" and _series(text, mention):
            number_of(main.exchange, mention.field, mention.payload, mention)
    before_attack(main.exchange, attacks, [one for one in text.found if one.field == "before_attack"])
    if text.agreements:
        main.exchange.fields["agreement"] = text.agreements[0]
    drafts: list[Draft] = []
    for ledger in ledgers:
        if not ledger.returns:
            ledger.exchange.status = _status(text, ledger)
            if _undated(text, ledger.exchange):
                # What has not taken place has no day but one that the text names.
                for name in ("date_start", "date_end", "date_precision", "date_basis"):
                    del ledger.exchange.fields[name]
            if ledger is not main and ledger.exchange.status == "planned":
                continue
        drafts += [ledger.exchange, *ledger.returns.values()]
    return [*drafts, *text.agreements]


def _undated(text: ExchangeText, exchange: Draft) -> bool:
    """Has a handover that did not take place no day of its own: that of the report, or one that a plan has behind it?"""
    basis, day, published = exchange.fields.get("date_basis"), exchange.dates, text.scene.published
    if exchange.status == "done" or basis is None:
        return False
    past = exchange.status == "planned" and day is not None and published is not None and day.end <= published
    return basis == "publication_fallback" or past


def _series(text: ExchangeText, mention: Mention) -> bool:
    """Does the number count exchanges?"""
    first, last = (text.document.first[mention.chunk + k] for k in (0, 1))
    after = text.document.letters[mention.chunk + 1 : mention.chunk + 4]
    return text.letters["EXCHANGEN"] in text.document.classes[first:last] + after


def _status(text: ExchangeText, ledger: Ledger) -> str:
    """What became of a handover of which the text gives no number: cancelled, done or planned."""
    if text.cancelled or text.called_off:
        return "cancelled"
    if ledger.exchange.fields.get("both_sides_total"):
        return "done"
    return "done" if text.told_as_done else "planned"
