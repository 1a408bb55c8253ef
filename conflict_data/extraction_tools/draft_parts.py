"""What a draft is made of: rows, evidence, and what had to be left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from conflict_data.extraction import Record
from conflict_data.extraction_tools.plain import shortened

SPEAKER = "media"
"""Party of a claim that the text ascribes to nobody: the page says so itself."""


SECTIONS = {"munition": "munitions", "casualty": "casualties", "return": "returns"}
"""Kind of a record that belongs to an event → section of the record file that holds it."""


class LeftOut(NamedTuple):
    """A value, or a whole record, that is not in the draft, and why."""

    what: str
    reason: str

    def __str__(self) -> str:
        return f"left out {shortened(self.what)}: {self.reason}"


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
            for name, value in entry["says"].items():
                held = one["says"].get(name)
                several = isinstance(held, list) and isinstance(value, list)
                one["says"][name] = list(dict.fromkeys([*held, *value])) if several else value
            return
    evidence.append(entry)
