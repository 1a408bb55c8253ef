"""Find the words that contributors name, read them again, and make rows of evidence of them.

A hand-coded value stands only if its words stand once in the document and read as the value.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from conflict_data import extraction
from conflict_data.contract import ITEM_SEPARATOR, Contract
from conflict_data.errors import Problem
from conflict_data.extraction.counts import Count
from conflict_data.extraction.sentences import sentences
from pipeline.documents import Document
from pipeline.records import RecordFile, Row, Statement, canonical, count_of

EVIDENCE_KEY = ("table", "record_id", "field", "value", "claim_party", "source_id", "start", "end", "origin", "rule_id")
CLOSING = ".!?…\"'”’)»"
HEDGES = ("at_least", "more_than", "at_most", "fewer_than", "about")
HEDGE_WINDOW = 24
"""Characters before the words in which a hedge ("at least") that belongs to them would stand."""


def evidence_id(row: Mapping[str, Any]) -> str:
    """Identifier of a row of evidence, computed from what it says; equal claims get equal ids in every build."""
    digest = hashlib.sha256("\x1f".join(str(row.get(k)) for k in EVIDENCE_KEY).encode()).digest()
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    value = int.from_bytes(digest[:8], "big")
    return "evd_" + "".join(alphabet[(value >> (5 * i)) & 31] for i in range(12))


def locate(text: str, words: str, within: str | None) -> tuple[int, int] | str:
    """Span of words that stand exactly once (in the passage `within`, which stands once); else what is wrong."""
    start, stop = 0, len(text)
    if within is not None:
        place = locate(text, within, None)
        if isinstance(place, str):
            return f"the passage {place}"
        start, stop = place
    hits = _hits(text, words, start, stop)
    if len(hits) == 1:
        return hits[0], hits[0] + len(words)
    if hits:
        return f"{words!r} stands {len(hits)} times in the document: take more words, or give `within` a passage that stands once"
    return f"{words!r} does not stand in the document{_nearest(text, words)}"


def _hits(text: str, words: str, start: int, stop: int) -> list[int]:
    """Where the words stand as whole words (`15` is not found in `150`)."""
    hits: list[int] = []
    at = text.find(words, start, stop)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(words) : at + len(words) + 1]
        cut = (before.isalnum() and words[0].isalnum()) or (after.isalnum() and words[-1].isalnum())
        if not cut:
            hits.append(at)
        at = text.find(words, at + 1, stop)
    return hits


def _nearest(text: str, words: str) -> str:
    """The passage of the same length that resembles the words most."""
    tokens = text.split()
    size = max(1, len(words.split()))
    passages = {" ".join(tokens[i : i + size]) for i in range(len(tokens) - size + 1)}
    close = difflib.get_close_matches(words, sorted(passages), n=1, cutoff=0.6)
    return f"; nearest there: {close[0]!r}" if close else ""


class Prover:
    """Makes evidence of statements, with the readers that the extractor uses."""

    def __init__(self, contract: Contract, documents: Mapping[str, Document], gazetteer: extraction.Gazetteer) -> None:
        self.contract = contract
        self.documents = documents
        self.gazetteer = gazetteer
        self._sentences: dict[str, list[tuple[int, int]]] = {}

    def sentence(self, source_id: str, start: int, end: int) -> str:
        """The sentence, or sentences, in which a span stands."""
        document = self.documents[source_id]
        spans = self._sentences.get(source_id)
        if spans is None:
            spans = self._sentences[source_id] = sentences(document.text)
        touched = [(a, b) for a, b in spans if a < end and start < b]
        if not touched:
            return document.text[start:end]
        text, last = document.text, max(end, touched[-1][1])
        while last < len(text) and text[last] in CLOSING:
            last += 1
        return text[min(start, touched[0][0]) : last].strip()

    def prove(self, record: RecordFile, problems: list[Problem]) -> list[dict[str, Any]]:
        """Rows of evidence of one record file; faults are added to `problems`."""
        rows = {row.record_id: row for row in record.rows}
        proved: list[tuple[Statement, dict[str, Any]]] = []
        for statement in record.statements:
            evidence = self._evidence(statement, rows[statement.record_id], problems)
            if evidence is not None:
                proved.append((statement, evidence))
        self._derive(proved, problems)
        return [evidence for _, evidence in proved]

    def _evidence(self, s: Statement, row: Row, problems: list[Problem]) -> dict[str, Any] | None:
        document = self.documents.get(s.source_id)
        if document is None:
            close = difflib.get_close_matches(s.source_id, sorted(self.documents), n=1)
            hint = f"; nearest: {close[0]}" if close else ""
            problems.append(s.problem(f"there is no document {s.source_id} under seeds/documents{hint}"))
            return None
        place = locate(document.text, s.words, s.within)
        if isinstance(place, str):
            problems.append(s.problem(f"{place} ({document.file})"))
            return None
        start, end = place
        reading = s.reading or self.default_reading(s.table, s.field)
        fault = self.fault(s.table, s.field, s.value, reading, document, start, end, reason=s.reason)
        if fault:
            problems.append(s.problem(fault))
            return None
        return {
            "table": s.table, "record_id": s.record_id, "field": s.field, "value": s.value, "claim_party": s.party,
            "source_id": s.source_id, "start": start, "end": end, "words": document.text[start:end],
            "sentence": self.sentence(s.source_id, start, end), "origin": "hand", "reading": reading, "reason": s.reason,
            "coder": s.coder, "is_chosen": self.is_value(row, s.field, s.value),
        }  # fmt: skip

    def default_reading(self, table: str, name: str) -> str:
        """How words give a value of that field unless the entry says otherwise."""
        spec = self.contract.table(table)
        if name in spec.counts:
            return "number"
        column = spec.columns[name]
        if column.codelist or column.items_codelist:
            return "code"
        if column.ref == "places" or column.items_ref == "places":
            return "place"
        return {"integer": "number", "date": "date", "string": "text"}.get(column.type, "judged")

    def fault(
        self,
        table: str,
        name: str,
        value: str,
        reading: str,
        document: Document,
        start: int,
        end: int,
        *,
        reason: str | None,
    ) -> str | None:
        """Why the words at that span do not read as the value, or None."""
        words = document.text[start:end]
        spec = self.contract.table(table)
        column = None if name in spec.counts else spec.columns[name]
        match reading:
            case "judged":
                return None if reason else "a judged value needs a `reason`"
            case "derived":
                return None  # checked against the evidence that it rests on
            case "number":
                return self._number_fault(words, value, document.text[max(0, start - HEDGE_WINDOW) : start])
            case "date":
                return self._date_fault(words, value, name, document.published)
            case "place":
                found = extraction.read_place(words, self.gazetteer)
                return (
                    None
                    if value in found
                    else f"{words!r} names {_or(found, 'no place of the gazetteer')}, not {value}"
                )
            case "code":
                codelist = column and (column.codelist or column.items_codelist)
                codes = self._codes(words, codelist) if codelist else set()
                return (
                    None
                    if value in codes
                    else f"{words!r} stands for {_or(codes, 'no code')} of {codelist}, not {value}; if it is plain from the words, write `reading: judged` with a reason"
                )
            case "text":
                return None if value.casefold() in words.casefold() else f"{words!r} does not hold {value!r}"
        return f"unknown reading {reading!r}"

    @staticmethod
    def _codes(words: str, codelist: str) -> set[str]:
        """Codes that the lexicon has for the words; mediators are named as states are."""
        try:
            return extraction.read_code(words, "party" if codelist == "mediator" else codelist)
        except ValueError:
            return set()

    def _number_fault(self, words: str, value: str, before: str) -> str | None:
        counts = extraction.read_count(words)
        wanted = Count.parse(value)
        if wanted not in counts:
            return f"{words!r} reads as {_or(map(str, counts), 'no number')}, not {value}"
        hedge = self._hedge(before, words, wanted)
        return f"the words before {words!r} make it {hedge!r}: take them in" if hedge else None

    @staticmethod
    def _hedge(before: str, words: str, wanted: Count) -> str | None:
        """A bound that begins before the words (`at least` | `50 people`) and changes what they say."""
        if wanted.qualifier != "exact":
            return None
        tail = before.rsplit("\n", 1)[-1]
        # The longest context decides: "handed over 50" hedges nothing, though "over 50" alone would.
        for k in range(4, 0, -1):
            parts = tail.split()[-k:]
            if len(parts) < k or any(p[-1] in ".;:!?" for p in parts):
                continue
            read = [c for c in extraction.read_count(" ".join([*parts, words])) if c.number == wanted.best]
            hedged = next((str(c) for c in read if c.qualifier in HEDGES), None)
            return None if wanted in read else hedged
        return None

    @staticmethod
    def _date_fault(words: str, value: str, name: str, published: date) -> str | None:
        spans = extraction.read_date(words, published=published)
        day = date.fromisoformat(value)
        # An end may lie in a span whose begin is another field; a span that holds the day inside says a window, not the day.
        good = any(day in (span.start, span.end) for span in spans)
        return (
            None
            if good
            else f"{words!r} reads as {_or((f'{s.start} to {s.end}' for s in spans), 'no date')} (published {published}), not {value}"
        )

    def is_value(self, row: Row, name: str, value: str) -> bool:
        """True where the row holds this value."""
        spec = self.contract.table(row.table)
        if name in spec.counts:
            held = count_of(spec, name, row.values)
            return held is not None and str(held) == value
        held_value = row.values.get(name)
        if held_value is None:
            return False
        column = spec.columns[name]
        if column.items_codelist or column.items_ref:
            return value in str(held_value).split(ITEM_SEPARATOR)
        return canonical(column, held_value) == value

    def _derive(self, proved: list[tuple[Statement, dict[str, Any]]], problems: list[Problem]) -> None:
        """Point derived claims to the evidence that they rest on; the value must be the same one."""
        for _, row in proved:
            if row["reading"] != "derived":
                row["evidence_id"] = evidence_id(row)
        for statement, row in proved:
            if row["reading"] != "derived":
                continue
            row["evidence_id"] = evidence_id(row)
            if statement.rests_on is None:
                problems.append(
                    statement.problem("a derived value needs `rests_on: {of, field}`, the value that it repeats")
                )
                continue
            record_id, name = statement.rests_on
            base = [
                r
                for _, r in proved
                if (r["record_id"], r["field"], r["source_id"]) == (record_id, name, row["source_id"])
            ]
            same = [r for r in base if r["value"] == row["value"]]
            if not same:
                told = _or((r["value"] for r in base), "nothing")
                problems.append(
                    statement.problem(
                        f"rests on {record_id}.{name}, of which this document's evidence says {told}, not {row['value']}"
                    )
                )
                continue
            row["derived_from"] = same[0]["evidence_id"]


def _or(found: Iterable[object], nothing: str) -> str:
    listed = [str(f) for f in found]
    return " or ".join(dict.fromkeys(listed)) if listed else nothing


def uncovered(contract: Contract, rows: Iterable[Row], evidence: Iterable[Mapping[str, Any]]) -> list[Problem]:
    """Values that need evidence and have none, each with the line on which the value was written."""
    covered: dict[tuple[str, str], set[str]] = {}
    for item in evidence:
        if item["is_chosen"]:
            covered.setdefault((item["record_id"], item["field"]), set()).add(item["value"])
    problems: list[Problem] = []
    for row in rows:
        table = contract.table(row.table)
        for name, columns in table.fields.items():
            if table.columns[columns[0]].evidence != "required":
                continue
            value = _held(table, name, row)
            inherited = table.columns[columns[0]].inherits
            if value is None or (
                inherited is not None
                and inherited in table.columns
                and row.values.get(inherited) == row.values.get(columns[0])
            ):
                continue
            proof = covered.get((row.record_id, name), set())
            items = (
                value.split(ITEM_SEPARATOR)
                if name not in table.counts and (table.columns[name].items_codelist or table.columns[name].items_ref)
                else [value]
            )
            missing = [item for item in items if item not in proof]
            if missing:
                problems.append(
                    row.problem(
                        f"no evidence says {', '.join(missing)}: add an entry under `evidence` with the words that do",
                        name,
                    )
                )
    return problems


def _held(table: Any, name: str, row: Row) -> str | None:
    if name in table.counts:
        count = count_of(table, name, row.values)
        return None if count is None else str(count)
    value = row.values.get(name)
    return None if value is None else canonical(table.columns[name], value)
