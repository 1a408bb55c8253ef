"""What the extractor returns: records, the claims that prove their values, and the trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Claim(NamedTuple):
    """One value of one field and the words that say it; offsets are code points of the original text."""

    record: str
    field: str
    value: str
    start: int
    end: int
    rule_id: str
    reading: str
    party: str | None
    derived_from: int | None
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Record:
    """One attack, munition, casualty statement, exchange, return or agreement of a text."""

    key: str
    kind: str
    parent: str | None
    role: str
    status: str
    fields: dict[str, Any]


class Step(NamedTuple):
    """One line of the trace: the stage, the rule or filter, what it did, and where."""

    stage: str
    rule_id: str
    outcome: str
    start: int
    end: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything one text says, in the order in which the text says it."""

    records: tuple[Record, ...] = ()
    claims: tuple[Claim, ...] = ()
    trace: tuple[Step, ...] = field(default=())

    def of(self, kind: str) -> list[Record]:
        """The records of one kind."""
        return [record for record in self.records if record.kind == kind]
