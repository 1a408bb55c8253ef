"""Which values of an extraction a record file may hold: those whose words read as the value, in the contract's types."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from conflict_data.contract import Column, Contract
from conflict_data.derive.record_schema import RecordKind, claimed_fields, written_columns
from conflict_data.extraction import Count, Gazetteer, read_code, read_count, read_date, read_place
from conflict_data.extraction_tools.plain import items_of

if TYPE_CHECKING:
    from conflict_data.extraction import Claim
    from conflict_data.extraction_tools.page import Page

RENAMED = {"places": "hit_places", "none_reported": "is_none_reported"}
"""Names in which the extractor speaks → names in record files, where they differ."""
SAID_AS = {"places": "place", "target_types": "target_type"}
"""Fields that hold a list → field of the claims that say its items, one each."""

TOKEN = re.compile(r"\S+")
MOST_TOKENS = 7
"""Words beside those of a claim that may be taken in."""
SCOPE = ("scope_start", "scope_end")
"""Fields of a toll without an attack that its day gives."""


class Fields:
    """What rows of one table in files of one kind may hold."""

    def __init__(self, contract: Contract, kind: RecordKind, table: str) -> None:
        self.table = contract.table(table)
        self.contract = contract
        self.claimed = set(claimed_fields(contract, kind, table))
        self.columns: dict[str, Column] = {}
        for column in written_columns(contract, kind, table):
            self.columns.setdefault(column.count or column.record_name, column)
        self.required = [
            name
            for name, column in self.columns.items()
            if not column.nullable
            and column.default is None
            and (column.inherits is None or kind.table == table == "casualties")
        ]

    def needs_words(self, name: str) -> bool:
        """True where a value counts only with the words that say it."""
        return self.columns[name].evidence != "none"

    def is_list(self, name: str) -> bool:
        """True where a cell holds several values."""
        return bool(self.columns[name].items_codelist or self.columns[name].items_ref)

    def value(self, name: str, value: Any) -> Any:
        """A value as record files write it; None where the column cannot hold it."""
        column = self.columns[name]
        items = items_of(value)
        if not items:
            return None
        codelist = column.codelist or column.items_codelist
        known = self.contract.code_values(codelist) if codelist else None
        if known is not None and not set(items) <= set(known):
            return None
        if self.is_list(name):
            return items
        return self._single(name, column, items[0]) if len(items) == 1 else None

    def _single(self, name: str, column: Column, text: str) -> Any:
        if name in self.table.counts or column.type == "integer":
            try:
                count = Count.parse(text)
            except ValueError:
                return None
            if count.qualifier == "exact":
                return count.number
            return text if name in self.table.counts and count.word != "plural" else None
        if column.type == "boolean":
            return {"true": True, "false": False}.get(text)
        if column.type == "timestamp":
            return None
        return text


def fault(claim: Claim, words: str, column: Column, page: Page, places: Gazetteer, language: str) -> str | None:
    """Why the words do not read as the value of a claim, or None; a derived claim is looked at by its basis."""
    if column.type == "boolean":
        return None  # a person judges it, with a reason
    match claim.reading:
        case "derived":
            return None
        case "number":
            good = Count.parse(claim.value) in read_count(words, language=language)
        case "date":
            spans = read_date(words, published=page.published, language=language)
            good = any(date.fromisoformat(claim.value) in (span.start, span.end) for span in spans)
        case "place":
            good = claim.value in read_place(words, places, language=language)
        case "code":
            # The lexicon also has names that the contract keeps as text, such as models of weapons.
            codelist = column.codelist or column.items_codelist
            named = claim.value.casefold() in words.casefold()
            good = claim.value in _codes(words, codelist, language) if codelist else named
        case "text":
            good = claim.value.casefold() in words.casefold()
        case _:
            good = False
    return None if good else f"the words do not read as a {claim.reading} of that value"


def _codes(words: str, codelist: str, language: str) -> set[str]:
    try:
        return read_code(words, codelist, language)
    except ValueError:
        return set()


def once(text: str, words: str, sentence: str) -> dict[str, str] | None:
    """`words`, with `within` where they stand more than once; None where no passage tells them from the others."""
    if stands(text, words) == 1:
        return {"words": words}
    if sentence and stands(text, sentence) == 1 and stands(sentence, words) == 1:
        return {"words": words, "within": sentence}
    return None


def provable(claim: Claim, column: Column, page: Page, places: Gazetteer, language: str) -> dict[str, str] | None:
    """The words of a claim that read as its value and can be found again: with a passage or more words where need be."""
    words = page.text[claim.start : claim.end]
    if fault(claim, words, column, page, places, language):
        return None
    low, high = claim.sentence
    found = once(page.text, words, page.text[low:high].strip())
    if found is not None:
        return found
    tokens = [(low + one.start(), low + one.end()) for one in TOKEN.finditer(page.text[low:high])]
    first = sum(end <= claim.start for _, end in tokens)
    last = sum(start < claim.end for start, _ in tokens) - 1
    for more in range(1, MOST_TOKENS):
        # What a number counts stands behind it, what tells of a thing before it.
        for left in range(more + 1) if claim.reading == "number" else range(more, -1, -1):
            begin, end = first - left, last + more - left
            if begin < 0 or end >= len(tokens):
                continue
            wider = page.text[tokens[begin][0] : tokens[end][1]].strip(".,;:!?")
            if stands(page.text, wider) == 1 and not fault(claim, wider, column, page, places, language):
                return {"words": wider}
    return None


def stands(text: str, words: str) -> int:
    """How often the words stand in a text as whole words."""
    count = 0
    at = text.find(words) if words else -1
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        count += not ((before.isalnum() and words[0].isalnum()) or (after.isalnum() and words[-1].isalnum()))
        at = text.find(words, at + 1)
    return count
