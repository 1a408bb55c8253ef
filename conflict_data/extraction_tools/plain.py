"""Values as text, and text with nothing hidden in it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from conflict_data.extraction.counts import Count

if TYPE_CHECKING:
    from conflict_data.extraction import Claim, Record

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Control characters, marks that turn the direction of text, spaces without width and halves of surrogate pairs."""


LISTED = {"place": "places", "place_name": "places", "target_type": "target_types"}
"""Field of claims that say one item each → field of the record that lists all of them (places by their names)."""


def plain_value(value: Any) -> str | None:
    """The canonical text of a field's value; lists joined by `; `; None for what has no text, such as an empty list."""
    items = items_of(value)
    return "; ".join(items) if items else None


def items_of(value: Any) -> list[str]:
    """Items of a list as canonical text; a single value is a list of one; empty where an item has no text."""
    several = isinstance(value, (list, tuple)) and not isinstance(value, Count)
    items = [_scalar(item) for item in (value if several else (value,))]
    return [item for item in items if item is not None] if None not in items else []


def _scalar(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, (str, int, Count)) else None


def is_chosen(record: Record, claim: Claim) -> bool:
    """True where the record holds the value of the claim, alone or in a list."""
    if record.fields.get(LISTED.get(claim.field, "")):
        return True
    return claim.value in items_of(record.fields.get(claim.field))


def unclaimed(record: Record, claims: list[Claim]) -> list[tuple[str, str]]:
    """Fields of a record whose value no claim of its own says, with the value: the rules concluded them."""
    said = {claim.field for claim in claims if is_chosen(record, claim)}
    said |= {LISTED[name] for name in said if name in LISTED}
    told = [(name, plain_value(value)) for name, value in record.fields.items() if name not in said]
    return [(name, value) for name, value in told if value is not None]


def code_point(char: str) -> str:
    """`U+202E` for a character that cannot be seen."""
    return f"U+{ord(char):04X}"


def visible(text: str) -> str:
    """Text on one line for a terminal: hidden characters spelt out, runs of white space made one space."""
    return " ".join(HIDDEN.sub(lambda found: f"<{code_point(found[0])}>", text).split())


def shortened(text: str, length: int = 80) -> str:
    """The text on one line, cut to `length` characters."""
    line = visible(text)
    return line if len(line) <= length else line[: length - 1] + "…"
