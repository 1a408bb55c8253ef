"""Draw events at random from a version and list their values, so that a reader can hold each against its page.

The draw needs no random generator: events are put in the order of a hash of seed and identifier, and the first ones are taken. So
the same seed gives the same events with any tool, and who must be replaced (no page can be reached) is followed by the next in order.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

EVENTS = {"attacks": "attack_id", "exchanges": "exchange_id", "agreements": "agreement_id"}
"""Tables whose rows are events that can be drawn, with their key."""
PARTS = {"munitions": ("munition_id", "attack_id"), "casualties": ("casualty_id", "attack_id"), "returns": ("return_id", "exchange_id")}  # fmt: skip
"""Tables whose rows are part of an event: their key, and the column that names the event."""
ALONGSIDE = {"munitions": ("as_of", "downed_definition"), "casualties": ("as_of",), "exchanges": ("transfer_type",)}
"""Columns that need no words of their own and still say what the numbers mean; they are listed with the row's first source."""
FORM = (
    "draw", "event_id", "table", "record_id", "field", "value", "chosen", "claim_party", "source_id", "verdict", "comment",
)  # fmt: skip
"""Columns of an audit file."""
SHEET = ("reading", "words", "sentence", "publisher", "title", "published_date", "url")
"""Further columns of the reader's working list."""
VERDICTS = {
    "right": "the page says so",
    "right_elsewhere": "the cited page cannot be reached; another page of the same event says so (named in the comment)",
    "wrong": "the page says something else, or the words do not mean this field",
    "not_shown": "the page was reached; the part of it that can be read does not tell of this",
    "not_reachable": "no page could be reached; the value was held against the note alone",
}
Frames = Mapping[str, pl.DataFrame]


def order(frames: Frames, seed: int) -> list[tuple[str, str]]:
    """All hand-coded events (table, identifier) in the order in which this seed draws them."""
    found = [
        (table, event)
        for table, key in EVENTS.items()
        for event in frames[table].filter(pl.col("coding_method").cast(pl.String) == "hand")[key]
    ]
    return sorted(found, key=lambda item: hashlib.sha256(f"{seed}:{item[1]}".encode()).hexdigest())


def listing(frames: Frames, drawn: Iterable[tuple[str, str]], *, first: int = 1) -> list[dict[str, Any]]:
    """One row for each value and source that a person coded in the drawn events, numbered from `first`."""
    sources = {row["source_id"]: row for row in frames["sources"].iter_rows(named=True)}
    evidence = frames["evidence"].filter(pl.col("origin").cast(pl.String) == "hand")
    by_record = {key[0]: part for key, part in evidence.partition_by("record_id", as_dict=True).items()}
    rows: list[dict[str, Any]] = []
    for draw, (table, event) in enumerate(drawn, first):
        for part, record, values in _records(frames, table, event):
            said = by_record[record].sort("start", "evidence_id").to_dicts() if record in by_record else []
            for column in ALONGSIDE.get(part, ()):
                if said and values[column] is not None and all(e["field"] != column for e in said):
                    said.append({**said[0], "field": column, "value": _text(values, column), "claim_party": None,
                                 "is_chosen": True, "reading": None, "words": None, "sentence": None})  # fmt: skip
            for item in said:
                own = {"draw": draw, "event_id": event, "table": part, "record_id": record,
                       "chosen": "yes" if item["is_chosen"] else "no", "verdict": "", "comment": ""}  # fmt: skip
                rows.append(sources[item["source_id"]] | item | own)
    return rows


def _records(frames: Frames, table: str, event: str) -> Iterable[tuple[str, str, dict[str, Any]]]:
    """The event and its parts: table, identifier, columns."""
    yield table, event, frames[table].row(by_predicate=pl.col(EVENTS[table]) == event, named=True)
    for part, (key, of) in PARTS.items():
        if of == EVENTS[table]:
            for values in frames[part].filter(pl.col(of) == event).sort(key).iter_rows(named=True):
                yield part, values[key], values


def _text(values: Mapping[str, Any], column: str) -> str:
    """A cell as evidence writes it; where only the day is known, the noon that stands for it is left out."""
    value = values[column]
    if not isinstance(value, datetime):
        return str(value)
    return value.strftime("%Y-%m-%d" if values[f"{column}_precision"] == "day" else "%Y-%m-%dT%H:%M:%SZ")


def to_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> str:
    """Rows as CSV with these columns."""
    out = io.StringIO()
    writer = csv.DictWriter(out, tuple(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def from_csv(path: Path) -> list[dict[str, str]]:
    """The rows of an audit file."""
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))
