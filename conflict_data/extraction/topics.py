"""What else a text or a sentence is about: a match, a flood, a protest, a weapon test."""

from __future__ import annotations

from bisect import bisect_right

from conflict_data.extraction.chunks import Document
from conflict_data.extraction.pack import Pack


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
        if enough and rule.unless.isdisjoint(document.classes):
            return " or ".join(sorted(rule.topics))
    return None


def _marks(pack: Pack, document: Document) -> list[tuple[int, str]]:
    """Every token of a topic with its topic."""
    found: list[tuple[int, str]] = []
    for letter in (pack.letters["TOPIC"], pack.letters["CROWD"]):
        position = document.classes.find(letter)
        while position >= 0:
            found.append((position, str(pack.words.code(document.tokens[position]))))
            position = document.classes.find(letter, position + 1)
    return found
