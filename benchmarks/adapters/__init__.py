"""One adapter per benchmark set: it restates records in the conventions of the set and adds nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adapters.news import translate as news
from adapters.people import counts, isaf, muc4
from adapters.reports import airraid, case
from conflict_data.extraction import Extraction, Gazetteer

Translate = Callable[[Extraction, dict[str, Any], Gazetteer], dict[str, Any]]

ADAPTERS: dict[str, Translate] = {
    "news": news,
    "wiki_en": news,
    "bulletins_uk": news,
    "isaf": isaf,
    "drone": counts,
    "gva": counts,
    "muc4": muc4,
    "case": case,
    "airraid": airraid,
}
ALIASES = {"case2021t2": "case", "airraid_synth": "airraid"}
"""Names that files of a set bear beside the name of the set."""
_PREFIXES = {
    "news-": "news", "gen-": "wiki_en", "uk-": "bulletins_uk", "isaf-": "isaf", "drone-": "drone", "gva-": "gva",
    "DEV-": "muc4", "TST": "muc4", "case-": "case", "synth-": "airraid",
}  # fmt: skip


def set_of(row_id: str) -> str:
    """The set a row belongs to, by the beginning of its id; ValueError lists the beginnings."""
    for prefix, name in _PREFIXES.items():
        if row_id.startswith(prefix):
            return name
    raise ValueError(f"id {row_id!r} belongs to no known set; known beginnings: {', '.join(_PREFIXES)}")
