"""Run the extraction rules over the documents; the result is claims, each with its span and rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from conflict_data import extraction
from conflict_data.extraction.language.pack import languages
from pipeline.documents import Document
from pipeline.records import Row


def gazetteer(rows: Iterable[Row]) -> extraction.Gazetteer:
    """The gazetteer of the seeds in the form that the extractor reads."""
    tables: dict[str, list[dict[str, Any]]] = {"places": [], "place_names": []}
    for row in rows:
        tables[row.table].append(row.values)
    return extraction.Gazetteer.from_rows(tables["places"], tables["place_names"])


def run(
    documents: Mapping[str, Document], places: extraction.Gazetteer, *, progress: Callable[[str], None] = lambda _: None
) -> dict[str, extraction.Extraction]:
    """What the rules read in each document, by document id."""
    found: dict[str, extraction.Extraction] = {}
    for source_id in sorted(documents):
        document = documents[source_id]
        progress(document.file)
        # Notes are in English whatever the page's language; an original is read with the rules of its own.
        language = "en" if document.values["text_kind"] == "note" else document.values["language"]
        if language in languages():
            found[source_id] = extraction.extract(
                document.text, published=document.published, language=language, places=places
            )
    return found
