"""Where the sentences of a text begin and end."""

from __future__ import annotations

from conflict_data.extraction.api import read_document
from conflict_data.extraction.gazetteer import Gazetteer
from conflict_data.extraction.language.pack import load_pack


def sentences(text: str, *, language: str = "en") -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in code points, in order."""
    document = read_document(load_pack(language), text, Gazetteer.empty())
    spans = (document.sentence_span(number) for number in range(len(document.bounds) + 1))
    return [(start, end) for start, end in spans if end > start]
