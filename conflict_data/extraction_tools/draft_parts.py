"""What a draft is made of: rows, evidence, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from conflict_data.extraction import Record

SPEAKER = "media"
"""Party of a claim that the text ascribes to nobody: the page says so itself."""


class LeftOut(NamedTuple):
    """A value that is not in the draft, and why."""

    record: str
    field: str
    value: str
    reason: str


@dataclass
class Draft:
    """One record file to be: its kind and id, rows by section, evidence."""

    kind: str
    identifier: str
    record: Record
    sections: dict[str, Any] = field(default_factory=dict)
    evidence: list[dict[str, Any]] = field(default_factory=list)


def merge(evidence: list[dict[str, Any]], entry: dict[str, Any]) -> None:
    """Add an entry, or its field to an entry of the same words (`_at`, which is not written)."""
    for one in evidence:
        if all(one.get(k) == entry.get(k) for k in ("of", "party", "_at")):
            one["says"] |= entry["says"]
            return
    evidence.append(entry)
