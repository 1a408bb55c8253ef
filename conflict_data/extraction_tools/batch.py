"""The extractor over Arrow: a record batch of texts in, a record batch with one row a value out.

The function is pure: what comes out depends on nothing but the batch and the gazetteer, so that a loop, a process
pool, Spark and Ray give the same rows. All integers are signed, as Spark knows no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from conflict_data.extraction import Count, Gazetteer, extract
from conflict_data.extraction_tools.plain import is_chosen, unclaimed

if TYPE_CHECKING:
    from conflict_data.extraction import Claim, Extraction

INPUT = ("id", "text", "published", "language")
"""Columns that are read; `published` (date, timestamp or ISO text) and `language` (ISO 639-1) may be missing or null."""
FAILURE = "failure"
"""Kind of the one row of a document that could not be read; its value says why."""
LARGEST = 2**63 - 1
SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False, metadata={"description": "Document."}),
        pa.field("record", pa.string(), metadata={"description": "Record within the document, such as a1."}),
        pa.field("kind", pa.string(), nullable=False, metadata={"description": "Kind of record, or failure."}),
        pa.field("parent", pa.string(), metadata={"description": "Record to which this one belongs."}),
        pa.field("role", pa.string(), metadata={"description": "main or background."}),
        pa.field("status", pa.string(), metadata={"description": "done, planned, cancelled, denied or superseded."}),
        pa.field("field", pa.string(), nullable=False, metadata={"description": "Field of the record."}),
        pa.field("value", pa.string(), nullable=False, metadata={"description": "Value as canonical text."}),
        pa.field("low", pa.int64(), metadata={"description": "Lower bound of a number."}),
        pa.field("best", pa.int64(), metadata={"description": "The number itself."}),
        pa.field("high", pa.int64(), metadata={"description": "Upper bound of a number."}),
        pa.field("chosen", pa.bool_(), metadata={"description": "True where the record holds the value."}),
        pa.field("words", pa.string(), metadata={"description": "Words that say it; null where it was concluded."}),
        pa.field("start", pa.int32(), metadata={"description": "First code point of the words in the text."}),
        pa.field("end", pa.int32(), metadata={"description": "Code point after the words."}),
        pa.field("sentence_start", pa.int32(), metadata={"description": "First code point of their sentence."}),
        pa.field("sentence_end", pa.int32(), metadata={"description": "Code point after their sentence."}),
        pa.field("rule_id", pa.string(), metadata={"description": "Rule that found them."}),
        pa.field("reading", pa.string(), metadata={"description": "How the words give the value."}),
        pa.field("party", pa.string(), metadata={"description": "Who claims it."}),
        pa.field("claim", pa.int32(), metadata={"description": "Number of the claim within the document."}),
        pa.field("derived_from", pa.int32(), metadata={"description": "Claim on which a derived one rests."}),
    ]
)
NAMES = tuple(SCHEMA.names)


def extract_batch(batch: pa.RecordBatch, *, places: Gazetteer | None = None) -> pa.RecordBatch:
    """Read every text of a batch; rows follow the order of documents, records, fields and claims.

    `batch` has the columns of INPUT, in any order, with others beside them. Each claim is a row, and each field that no
    claim says. A document that cannot be read gives one row of kind `failure`. `places` is the gazetteer, that of the
    newest release by default. ValueError where `id` or `text` is missing.
    """
    missing = [name for name in INPUT[:2] if name not in batch.schema.names]
    if missing:
        raise ValueError(f"no column {' and no column '.join(missing)}: there is {', '.join(batch.schema.names)}")
    columns = [
        batch.column(name).to_pylist() if name in batch.schema.names else [None] * batch.num_rows for name in INPUT
    ]
    rows: list[tuple[Any, ...]] = []
    for identifier, text, published, language in zip(*columns, strict=True):
        try:
            read = extract(text_of(text), published=day_of(published), language=language or "en", places=places)
            rows += list(_rows(str(identifier), text, read))
        # One text must not cost a corpus; whatever it raised is told in its row.
        except Exception as error:
            rows.append(failure_row(str(identifier), f"{type(error).__name__}: {error}"))
    return batch_of(rows)


def batch_of(rows: list[tuple[Any, ...]]) -> pa.RecordBatch:
    """A record batch of rows in the order of SCHEMA."""
    columns = list(zip(*rows, strict=True)) or [()] * len(NAMES)
    return pa.record_batch(
        [pa.array(column, field.type) for column, field in zip(columns, SCHEMA, strict=True)], schema=SCHEMA
    )


def failure_row(identifier: str, reason: str) -> tuple[Any, ...]:
    """The row of a document that could not be read."""
    values = {"id": identifier, "kind": FAILURE, "field": "reason", "value": reason[:500]}
    return tuple(values.get(name) for name in NAMES)


def text_of(text: Any) -> str:
    """The text; ValueError where there is none."""
    if not isinstance(text, str):
        raise ValueError("the document has no text")
    return text


def day_of(published: Any) -> date | None:
    """A day from a date, a moment or ISO text; ValueError for any other text."""
    if published is None or published == "":
        return None
    if isinstance(published, datetime):
        return published.date()
    if isinstance(published, date):
        return published
    try:
        return date.fromisoformat(str(published)[:10])
    except ValueError:
        raise ValueError(f"published: {str(published)[:40]!r} is not a day such as 2025-05-24") from None


def _rows(identifier: str, text: str, read: Extraction) -> Iterator[tuple[Any, ...]]:
    claims: dict[str, list[tuple[int, Claim]]] = defaultdict(list)
    for number, claim in enumerate(read.claims):
        claims[claim.record].append((number, claim))
    for record in read.records:
        own = claims[record.key]
        head = (identifier, record.key, record.kind, record.parent, record.role, record.status)
        for name, value in unclaimed(record, [claim for _, claim in own]):
            yield (*head, name, value, *_bounds(record.fields[name]), True, *[None] * 10)
        for number, claim in own:
            yield (
                *head, claim.field, claim.value, *_bounds(_counted(claim)), is_chosen(record, claim),
                text[claim.start : claim.end], claim.start, claim.end, *claim.sentence,
                claim.rule_id, claim.reading, claim.party, number, claim.derived_from,
            )  # fmt: skip


def _counted(claim: Claim) -> Any:
    """The count that a claim says; None where its value is no number."""
    if claim.reading not in ("number", "derived"):
        return None
    try:
        return Count.parse(claim.value)
    except ValueError:
        return None


def _bounds(value: Any) -> tuple[int | None, int | None, int | None]:
    if not isinstance(value, Count):
        return None, None, None
    low, best, high = (n if n is None or n <= LARGEST else None for n in value[:3])
    return low, best, high
