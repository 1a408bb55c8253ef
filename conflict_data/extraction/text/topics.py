"""What else a text or a sentence is about: a match, a flood, a protest, a weapon test."""

from __future__ import annotations

from bisect import bisect_right

from conflict_data.extraction.language.pack import Pack
from conflict_data.extraction.text.chunks import Document

_LEAD = 2
"""Sentences at the beginning that say what a text is about."""
_SHARE = 3
"""Of so many sentences that are read, one at least speaks of the topic of a text."""


def topics_of(pack: Pack, document: Document) -> dict[int, list[tuple[int, str]]]:
    """Topics and the chunks of their words, by the number of the sentence."""
    found: dict[int, list[tuple[int, str]]] = {}
    for position, topic in _marks(pack, document):
        chunk = bisect_right(document.first, position) - 1
        found.setdefault(document.sentence(chunk), []).append((chunk, topic))
    return found


def offtopic(pack: Pack, document: Document) -> str | None:
    """The topic that a text speaks of instead of conflict, or None."""
    counts: dict[str, int] = {}
    for _, topic in _marks(pack, document):
        counts[topic] = counts.get(topic, 0) + 1
    if not counts:
        return None
    for rule in pack.offtopic:
        enough = sum(counts.get(topic, 0) for topic in rule.topics) >= rule.least
        if (
            enough
            and (rule.least == 1 or _throughout(pack, document, rule.topics))
            and rule.unless.isdisjoint(document.classes)
        ):
            return " or ".join(sorted(rule.topics))
    return None


def _throughout(pack: Pack, document: Document, topics: frozenset[str]) -> bool:
    """Does a text speak of these topics from the start, or again and again in the sentences that are read?"""
    told = {number for number, marks in topics_of(pack, document).items() if any(one in topics for _, one in marks)}
    return min(told, default=0) < _LEAD or len(told) * _SHARE >= sum(high > low for low, high in document.ranges)


def _marks(pack: Pack, document: Document) -> list[tuple[int, str]]:
    """Every token of a topic with its topic."""
    found: list[tuple[int, str]] = []
    for letter in (pack.letters["TOPIC"], pack.letters["CROWD"]):
        position = document.classes.find(letter)
        while position >= 0:
            found.append((position, str(pack.words.code(document.tokens[position]))))
            position = document.classes.find(letter, position + 1)
    return found
