"""Cut a text where values begin and end, so that spans that overlap can be shown side by side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Segment(NamedTuple):
    """A stretch of text, and the numbers of the spans that cover the whole of it."""

    start: int
    end: int
    spans: tuple[int, ...]


def segments(length: int, spans: Iterable[tuple[int, int]]) -> list[Segment]:
    """Cut a text of `length` characters at both ends of every span (start, end exclusive).

    The pieces follow one another without a gap; parts of a span outside the text are dropped.
    """
    begins: dict[int, list[int]] = {}
    ends: dict[int, list[int]] = {}
    for number, (start, end) in enumerate(spans):
        start, end = max(0, start), min(length, end)
        if start < end:
            begins.setdefault(start, []).append(number)
            ends.setdefault(end, []).append(number)
    found: list[Segment] = []
    open_: set[int] = set()
    before = 0
    for at in sorted({*begins, *ends, length}):
        if at > before:
            found.append(Segment(before, at, tuple(sorted(open_))))
        open_.difference_update(ends.get(at, ()))
        open_.update(begins.get(at, ()))
        before = at
    return found
