"""Older states of a toll, totals of a period and earlier deeds beside the news."""

from __future__ import annotations

from conflict_data.extraction.casualties.tolls import Entry


def outdated(entries: list[Entry]) -> None:
    """An earlier state of a toll (`had earlier spoken of eight`) gives way to a larger one of the text."""
    told = [one.amount.number for one in entries if not one.told_before and one.within is None]
    largest = max(told, default=0)
    for one in entries:
        if one.told_before and largest > one.amount.number:
            one.superseded = True


def background(entries: list[Entry], *, fresh: bool) -> None:
    """Send totals of a period and earlier deeds to the background; old dates and spans only beside fresh ones.

    `fresh` says whether the report has other people, killed or captured, that are its news.
    """
    alone = not any(one.standing == "main" for one in entries)
    for one in entries:
        if one.draft is None or one.standing == "main":
            continue
        if (one.standing == "old" and not fresh) or (one.standing == "span" and (alone or _apart(one, entries))):
            continue
        if one.standing == "span" and any(part.within is one for part in entries):
            continue  # a total whose parts the text tells
        one.draft.role = "background"
        if one.standing == "period":
            one.draft.fields["is_period_total"] = True
        elif one.standing == "history":
            one.draft.fields["is_history"] = True


def _apart(span: Entry, entries: list[Entry]) -> bool:
    """Is a number of some hours no sum of the others, but that of a place of its own or of people besides?"""
    if span.who.added:
        return True
    return span.place is not None and all(one.place not in (None, span.place) for one in entries if one is not span)


def supersede(entry: Entry, known: list[Entry]) -> None:
    """A new state of a toll takes the place of the smaller numbers before it."""
    for old in known:
        near = old.place in (entry.place, None) or (entry.place is None and old.sentence >= entry.sentence - 2)
        if not near or old.amount.number >= entry.amount.number:
            continue
        if old.who.added == "more" and old is not known[0]:
            old.within = entry
        else:
            old.superseded = True
