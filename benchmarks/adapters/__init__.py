"""One adapter per benchmark set: it restates records in the conventions of the set and adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from adapters.news import translate as news
from adapters.people import counts, isaf, muc4
from adapters.reports import airraid, case
from conflict_data.extraction import Extraction, Gazetteer

Translate = Callable[[Extraction, dict[str, Any], Gazetteer], dict[str, Any]]


def _same(text: str) -> str:
    return text


@dataclass(frozen=True)
class Adapter:
    """How the texts of a set are prepared and its predictions written."""

    translate: Translate
    prepare: Callable[[str], str] = _same


ADAPTERS = {
    "news": Adapter(news),
    "isaf": Adapter(isaf),
    "drone": Adapter(counts),
    "gva": Adapter(counts),
    "muc4": Adapter(muc4),
    "case": Adapter(case),
    "airraid": Adapter(airraid),
}
_PREFIXES = {
    "news-": "news", "gen-": "news", "uk-": "news", "isaf": "isaf", "drone": "drone", "gva": "gva",
    "DEV-": "muc4", "TST": "muc4", "case": "case", "synth": "airraid",
}  # fmt: skip


def set_of(row_id: str) -> str:
    """The set a row belongs to, by the beginning of its id; ValueError lists the beginnings."""
    for prefix, name in _PREFIXES.items():
        if row_id.startswith(prefix):
            return name
    raise ValueError(f"id {row_id!r} belongs to no known set; known beginnings: {', '.join(_PREFIXES)}")
