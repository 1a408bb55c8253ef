"""What a text has said of the killed, injured or captured so far, and what a further number means beside it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from conflict_data.extraction.casualties.victims import Identity
from conflict_data.extraction.counts import Count
from conflict_data.extraction.merge import Draft

REMEMBERED = 100
"""Entries of a field that a new number is compared with: the latest, however many a text counts."""
_ANYONE = "anyone"
_OPEN = {_ANYONE, "remains"}
_HEADLINE = 1
_LEAD = 4
_BESIDE = 12
"""Characters between a person and the name that says who it is (`one of them, Ann Lee`)."""
NEW, SAME, SHARPER, PART, INSIDE = "new", "restated", "sharper", "part", "inside"


@dataclass(slots=True)
class Entry:
    """A group of people that the text has counted in one field."""

    amount: Count
    who: Identity
    place: str | None
    region: str | None
    line: tuple[str, ...]
    sentence: int
    match: int
    start: int
    end: int
    rule: str
    standing: str = "main"
    draft: Draft | None = None
    within: Entry | None = None
    superseded: bool = False
    named: int = field(default=0)
    bare: bool = False
    generic: bool = False
    plain: bool = True
    told_before: bool = False
    died_later: bool = False
    state: bool = False


def verdict(new: Entry, earlier: list[Entry]) -> tuple[str, Entry | None]:
    """What a number means beside the earlier ones of its field, and the one it speaks of."""
    if new.who.names:
        for one in earlier:
            if one.match != new.match and not one.superseded and one.who.names & new.who.names:
                one.standing = "main" if new.standing == "main" else one.standing
                return SAME, one
    others = [
        one
        for one in earlier
        if one.match != new.match and not one.superseded and (one.standing == "main") == (new.standing == "main")
    ]
    number, who = new.amount.number, new.who
    if who.pronoun == "self":
        # Who kills himself is none of his victims.
        own = [one for one in others if one.who.pronoun == "self"]
        return (SAME, own[-1]) if own else (NEW, None)
    if not new.bare:
        # What a headline says without an article, the text says again in full.
        for one in others:
            headline = one.sentence <= _HEADLINE and one.sentence != new.sentence
            one_of_them = who.definite and number == 1 < one.amount.number and one.amount.word != "plural"
            if one.bare and (headline or one.amount.word == "plural") and _fits(new, one) and not one_of_them:
                return SHARPER, one
    if who.names:
        for one in others:
            if one.who.names & who.names:
                return SAME, one
    if who.pronoun:
        return (SAME, others[-1]) if others else (NEW, None)
    if new.state:
        # "One victim is in critical condition" says more of people who were counted.
        larger = [one for one in others if one.amount.number >= number or one.amount.word]
        if larger:
            return PART, larger[-1]
    if who.ordinal > 1 and number == 1:
        return _numbered(new, others)
    if who.added == "other" and who.definite and number == 1:
        larger = [one for one in others if one.amount.number > 1]
        return (PART, larger[-1]) if larger else (NEW, None)
    if who.added:
        beside = Counter(one.match for one in others)
        for one in others:
            wider = one.sentence == 0 and not (new.line and one.line)  # a headline names a state, a county
            here = _near(new, one) or wider
            same = one.amount.number == number and _fits(new, one) and here
            apart = one.sentence != new.sentence and _near(new, one)
            others_again = apart and who.added == "other"
            listed = apart and beside[one.match] > 1
            if same and (one.who.added or listed or (others_again and (number > 1 or not one.who.heads))):
                return SAME, one
        return NEW, None
    if who.names:
        return _named(new, others)
    if who.definite or who.part or "remains" in who.kinds:
        return _definite(new, others)
    for one in reversed(others):
        if not _near(new, one):
            continue
        if new.amount.word == one.amount.word and new.amount.word is not None:
            return SAME, one
        if new.amount.word is not None and _fits(new, one) and one.amount.number > 1:
            return SAME, one
        if one.amount.word is not None and new.amount.word is None and number > 1 and _fits(new, one):
            return SHARPER, one
        if _reaches(new.amount, one.amount) and _fits(new, one):
            return SHARPER, one
        counted = one.amount.word is None and new.amount.word is None
        same = counted and one.amount.number == number and _fits(new, one)
        if same and (number > 1 or _same_noun(new, one)):
            return (SHARPER if _bounded(new.amount, one.amount) else SAME), one
    return _inside(new, others)


def joined(entries: list[Entry], meant: list[tuple[str, Entry | None]]) -> list[tuple[str, Entry | None]]:
    """The verdicts on a list in which people told of before stand beside others: a larger toll that holds them.

    `The mayor and two guards died` after `The mayor died` is a toll of three, of which the first is a part.
    """
    total = sum(one.amount.number for one in entries)
    meanings = [meaning for meaning, _ in meant]
    told = [other for meaning, other in meant if meaning in (SAME, PART) and other is not None]
    sentence = entries[0].sentence
    if NEW not in meanings or not told or any(one.word for one in (entry.amount for entry in entries)):
        return meant
    if any(one.amount.number >= total or one.sentence == sentence or one.within is not None for one in told):
        return meant
    for one in told:
        one.within = entries[0]
    return [(NEW, None) if meaning in (SAME, PART) else (meaning, other) for meaning, other in meant]


def _inside(new: Entry, others: list[Entry]) -> tuple[str, Entry | None]:
    """A smaller number of the same people and place, told after the total of the lead, is a share of it."""
    lead = others[0] if others else None
    if lead is None or lead.sentence > _LEAD or lead.amount.word is not None or new.amount.word is not None:
        return NEW, None
    alike = bool(new.who.kinds & lead.who.kinds) and new.place is not None and _near(new, lead)
    return (INSIDE, lead) if alike and new.amount.number < lead.amount.number else (NEW, None)


def _named(new: Entry, others: list[Entry]) -> tuple[str, Entry | None]:
    """A named person: one counted before without a name, one of a group counted before, or someone new."""
    for one in reversed(others):
        apart = one.sentence != new.sentence or 0 <= new.start - one.end <= _BESIDE
        if not one.who.names and one.amount.number == 1 and one.named == 0 and apart:
            one.named = 1
            one.who = one.who._replace(names=new.who.names)
            return SAME, one
    for one in others:
        if not one.who.names and one.amount.number > one.named and one.sentence != new.sentence:
            one.named += 1
            return PART, one
    return NEW, None


def _definite(new: Entry, others: list[Entry]) -> tuple[str, Entry | None]:
    """`The two`, `the leader`, `five of the men`: people spoken of before, if there are any."""
    if not others:
        return NEW, None
    number, who = new.amount.number, new.who
    if who.part:
        larger = [one for one in others if one.amount.number >= number or one.amount.word]
        return (PART, larger[-1]) if larger else (NEW, None)
    if number > 1 or new.amount.word:
        last = others[-1].amount
        if last.qualifier == "range" and (last.low or 0) <= number <= (last.high or 0):
            return SAME, others[-1]
        more = len(others) == 1 and new.amount.word is None and number > others[0].amount.number
        return (SHARPER if more and others[0].amount.word is None else SAME), others[-1]
    for one in reversed(others):
        near = one.sentence >= new.sentence - 2
        if one.amount.number == 1 and (near or _ANYONE in who.kinds or _same_noun(new, one)):
            return SAME, one
    wider = [one for one in others if one.amount.number > 1 and one.sentence != new.sentence]
    wider = [one for one in wider if one.who.added != "other"]
    return (PART, wider[-1]) if wider else (NEW, None)


def _numbered(new: Entry, others: list[Entry]) -> tuple[str, Entry | None]:
    """`A second man`: one of a group counted before that has so many, else someone besides those before."""
    wider = [
        one for one in others if one.amount.number >= new.who.ordinal and one.amount.number > 1 and _fits(new, one)
    ]
    if not wider:
        return NEW, None
    for one in others:
        if one.amount.number == 1 and one.start > wider[-1].start and _same_noun(new, one):
            one.within = wider[-1]  # the first of them
    return PART, wider[-1]


def _bounded(new: Count, old: Count) -> bool:
    """Does the second naming say that the number is a bound, or the lower end of a range?"""
    return old.qualifier == "exact" and new.qualifier in ("at_least", "more_than", "range")


def _reaches(new: Count, old: Count) -> bool:
    """Is this the exact number to a bound that was given before?"""
    if old.qualifier == "at_most" and old.word is None and new.qualifier == "exact":
        return new.number <= old.number < 1.5 * new.number
    low = old.low or 0
    return old.qualifier in ("at_least", "more_than") and new.qualifier == "exact" and low < new.number <= low * 1.5


def _near(new: Entry, one: Entry) -> bool:
    """Can both numbers belong to one place, or to a place and the region around it?"""
    if new.place is None or one.place is None or new.place == one.place:
        return True
    if new.line and one.line:
        return new.line[0] in one.line or one.line[0] in new.line
    if one.place == one.region and new.region is None:
        return True
    return new.place == one.region or one.place == new.region


def _fits(new: Entry, one: Entry) -> bool:
    """Are these no two kinds of people, such as soldiers and civilians?"""
    kinds, others = new.who.kinds - _OPEN, one.who.kinds - _OPEN
    return not kinds or not others or bool(kinds & others)


def _same_noun(new: Entry, one: Entry) -> bool:
    if not new.who.heads or not one.who.heads:
        return True
    return any(a.endswith(b) or b.endswith(a) for a in new.who.heads for b in one.who.heads)


def died_later(dead: Entry, injured: list[Entry]) -> Entry | None:
    """The injured person, counted alone, of whom a later sentence says that he died."""
    who = dead.who
    if dead.amount.number != 1 or who.added or who.ordinal or not (who.definite or who.pronoun or who.names):
        return None
    for one in reversed(injured):
        if one.amount.number != 1 or one.superseded or one.sentence > dead.sentence:
            continue
        if who.names & one.who.names:
            return one
        near = dead.sentence - one.sentence <= 2
        if not (who.names and one.who.names) and near and (who.pronoun or _same_noun(dead, one)):
            return one
        if who.heads & one.who.heads:
            return one
    return None


def killed_already(hurt: Entry, killed: list[Entry]) -> bool:
    """Is the person said to be shot the one of whom the text has said that he was killed?"""
    who = hurt.who
    if hurt.amount.number != 1 or who.added:
        return False
    for one in killed:
        if one.amount.number != 1 or one.superseded or one.sentence == hurt.sentence:
            continue
        if who.names & one.who.names or (who.heads & one.who.heads and not (who.names and one.who.names)):
            return True
    return False


def arrange(entries: list[Entry]) -> None:
    """Find the totals of a field: a number that is the sum of those that follow or precede it holds them."""
    live = [one for one in entries if not one.superseded and one.within is None and one.amount.word is None]
    for k, one in enumerate(live):
        for row in (range(k + 1, len(live)), range(k - 1, -1, -1)):
            total, parts = 0, []
            for part in map(live.__getitem__, row):
                if part.within is not None or part.match == one.match:
                    break
                total += part.amount.number
                parts.append(part)
                if total >= one.amount.number:
                    break
            if len(parts) > 1 and total == one.amount.number:
                for part in parts:
                    part.within = one
                break
