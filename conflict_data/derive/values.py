"""Hypothesis strategies for single values: what a column may hold, and counts in all their forms."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract, Table
from conflict_data.errors import MissingExtraError
from conflict_data.extraction.counts import VAGUE_LOW, Count

try:
    from hypothesis import strategies as st
except ImportError as error:
    raise MissingExtraError("drawing test data", "test", "hypothesis") from error

FIRST_DAY, LAST_DAY = date(2022, 2, 24), date(2025, 12, 31)
ZONES = ("Europe/Kyiv", "Europe/Moscow", "Asia/Dubai", "America/New_York")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
# Letters that tables and files must carry unharmed: accents, Cyrillic, the Ukrainian apostrophe, a sign beyond 16 bits.
TEXT = LETTERS + "ABC019 -.,;:'\"|éßїґЖʼ\u2019🛰"
MINTED = "0123456789abcdefghjkmnpqrstvwxyz"

WHOLES = (
    "launched",
    "agreed",
    "announced",
    "total",
    "killed",
    "injured",
    "formula_to_a",
    "formula_to_b",
    "both_sides_total",
)
MIDDLES = ("downed_total", "military", "rescued")
SCALES = ((WHOLES, 300, 900), (MIDDLES, 100, 250))
SMALL = (0, 40)
"""Numbers are drawn so that parts mostly fit into their wholes; else repairs would empty most parts."""

OFTEN = {"evidence_reading": ["derived"] * 4}
"""Codes that are drawn more often than others, because a column is filled with them alone."""


def scale(name: str) -> tuple[int, int]:
    """Least and greatest number that is drawn for a count or a column of numbers."""
    return next(((low, high) for names, low, high in SCALES if name in names), SMALL)


@cache
def identifiers(prefix: str, length: int = 8) -> st.SearchStrategy[str]:
    """Identifiers with a prefix, such as `atk_7k3m9q2x`."""
    return st.text(MINTED, min_size=length, max_size=length).map(lambda tail: f"{prefix}_{tail}")


@cache
def slugs() -> st.SearchStrategy[str]:
    """Identifiers of places, such as `ukr-kyiv`."""
    return st.text(LETTERS, min_size=2, max_size=8).map(lambda tail: f"ukr-{tail}")


@cache
def texts() -> st.SearchStrategy[str]:
    """Short texts without blanks at their ends."""
    return st.text(TEXT, min_size=1, max_size=12).map(lambda text: text.strip() or "x")


@cache
def days() -> st.SearchStrategy[date]:
    """Days of the period that the data cover."""
    return st.dates(FIRST_DAY, LAST_DAY)


@cache
def instants() -> st.SearchStrategy[datetime]:
    """Moments of that period in UTC, to the second."""
    first, last = (datetime(d.year, d.month, d.day) for d in (FIRST_DAY, LAST_DAY))
    return st.datetimes(first, last).map(lambda moment: moment.replace(microsecond=0, tzinfo=UTC))


FORMS = (
    ("exact",) * 9 + ("about",) * 2 + ("at_least", "more_than", "at_most", "fewer_than", "range") + ("vague_word",) * 9
)
"""How often each form is drawn: such that every part of a count is there in more than a fifth of the rows."""


def vague_words(name: str) -> list[str]:
    """Words that fit the numbers that are drawn for a count: they vouch for no more than these reach."""
    low, high = scale(name)
    return [word for word, least in VAGUE_LOW.items() if low / 5 <= least <= high]


@cache
def counts(name: str) -> st.SearchStrategy[Count]:
    """Counts as reports give them: exact, bounded, approximate, a range or a vague word."""
    low, high = scale(name)
    parts = st.tuples(
        st.sampled_from(FORMS), st.integers(low, high), st.integers(1, 20), st.sampled_from(vague_words(name))
    )
    return parts.map(_count)


def _count(parts: tuple[str, int, int, str]) -> Count:
    form, number, more, word = parts
    if form == "vague_word":
        return Count.vague(word)
    return Count.of(number, high=number + more) if form == "range" else Count.of(number, form)


def count_columns(table: Table, name: str, count: Count) -> dict[str, Any]:
    """Columns of a count with its parts."""
    parts = count._asdict()
    return {column: parts[part] for part, column in table.counts[name].items()}


def references(contract: Contract, table: str) -> st.SearchStrategy[str]:
    """Identifiers of the form that the keys of a table have."""
    spec = contract.table(table)
    if spec.id_prefix is None:
        return slugs()
    length = re.search(r"\{(\d+)\}\$$", spec.columns[spec.key[0]].spec["pattern"])
    return identifiers(spec.id_prefix, int(length[1]) if length else 8)


def values(contract: Contract, table: str, column: Column) -> st.SearchStrategy[Any]:
    """Values that a column may hold when it is not null, as Python objects (`date`, `datetime` in UTC, `str`, ...)."""
    if column.items_codelist or column.items_ref:
        codes = st.sampled_from(contract.code_values(column.items_codelist)) if column.items_codelist else slugs()
        return st.lists(codes, min_size=1, max_size=3, unique=True).map(ITEM_SEPARATOR.join)
    if column.codelist:
        return st.sampled_from(contract.code_values(column.codelist) + OFTEN.get(column.codelist, []))
    if column.ref:
        return references(contract, column.ref)
    if contract.table(table).key == (column.name,) and "pattern" in column.spec:
        return references(contract, table)
    return _plain(column)


def _plain(column: Column) -> st.SearchStrategy[Any]:
    spec = column.spec
    match column.type:
        case "date":
            return days()
        case "timestamp":
            return instants()
        case "boolean":
            return st.booleans()
        case "integer":
            low, high = scale(column.name)
            return st.integers(max(low, spec["minimum"]), min(high, spec["maximum"]))
        case "number":
            return st.floats(spec["minimum"], spec["maximum"], allow_nan=False).map(lambda number: round(number, 4))
    if column.name == "source_tz":
        return st.sampled_from(ZONES)
    if spec.get("format") == "uri":
        return st.text(LETTERS, min_size=1, max_size=12).map(lambda path: f"https://example.org/{path}")
    if "pattern" in spec:
        return st.from_regex(spec["pattern"].replace("$", r"\Z"), alphabet=st.characters(codec="ascii"))
    return texts()
