"""How many of a row's documents are independent of each other: no two of them pass on an account of one origin."""

from __future__ import annotations

from collections.abc import Iterable

Origins = frozenset[str]


def origins_of(written: str) -> Origins:
    """The origins that a document names, parted by `;`, whatever their order and capitals."""
    return frozenset(name for part in written.split(";") if (name := " ".join(part.split()).casefold()))


def independent(documents: Iterable[Origins]) -> int:
    """The largest number of documents of which no two share an origin.

    "A; B" beside "A" is one, for the second page may tell nothing that the first does not; "A; B" beside "A" and "B" is two.
    Fewer than the documents by design: where a page passes on two accounts, nothing says which of its words rests on which.
    """
    kinds = set(documents)
    # A page with all the origins of another, and more, never serves better than that other.
    return _most([kind for kind in kinds if not any(other < kind for other in kinds)])


def _most(kinds: list[Origins]) -> int:
    if not kinds:
        return 0
    clashes = {kind: sum(bool(kind & other) for other in kinds) - 1 for kind in kinds}
    pick = min(kinds, key=lambda kind: clashes[kind])
    with_pick = 1 + _most([kind for kind in kinds if not kind & pick])
    if clashes[pick] <= 1:  # nothing is gained by giving way to one other
        return with_pick
    return max(with_pick, _most([kind for kind in kinds if kind != pick]))
