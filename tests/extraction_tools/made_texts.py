"""Reports of events that never happened, as many as a test wants, the same in every process."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, product

import pyarrow as pa

FIRST = date(2031, 3, 3)
PLACES = ("Kyiv", "Odesa", "Kharkiv", "Sumy", "Dnipro")
OPENINGS = (
    "Russia attacked {place} with {a} drones overnight on {day}, the regional governor said.",
    "A missile hit a warehouse in {place} on {day}, the mayor said.",
    "Ukraine and Russia exchanged {a} prisoners each on {day}, both sides said.",
    "The council of {place} met on {day} to speak of the harvest.",
)
TAILS = (
    "At least {b} people were injured and {c} were killed.",
    "Air defence shot down {b} of them.",
    "Among those who returned to Ukraine were {c} civilians.",
    "Nobody was hurt — “a wonder”, said a neighbour. 🕊",
)


def texts(count: int) -> list[tuple[str, str, date]]:
    """(id, text, day of publication), `count` of them."""
    found = []
    for number, (opening, tail, place) in enumerate(islice(_endless(), count)):
        day = FIRST + timedelta(days=number % 28)
        told = {
            "place": place,
            "a": 20 + number % 70,
            "b": 3 + number % 11,
            "c": 2 + number % 5,
            "day": f"{day:%-d %B %Y}",
        }
        found.append((f"doc-{number:05}", f"{opening} {tail}".format(**told), day + timedelta(days=1)))
    return found


def _endless():
    while True:
        yield from product(OPENINGS, TAILS, PLACES)


def table(count: int) -> pa.Table:
    """The texts as a table with columns id, text, published and language; two of them cannot be read."""
    rows: list[tuple[str, str | None, date | None, str | None]] = [(*one, "en") for one in texts(count)]
    rows += [("doc-empty", None, None, None), ("doc-foreign", "Bonjour.", FIRST, "xx")]
    types = (pa.string(), pa.string(), pa.date32(), pa.string())
    columns = [pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), types, strict=True)]
    return pa.Table.from_arrays(columns, names=["id", "text", "published", "language"])
