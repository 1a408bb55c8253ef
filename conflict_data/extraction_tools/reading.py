"""A file read by the extractor."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from conflict_data.extraction import Extraction, extract
from conflict_data.extraction_tools.page import Page, language_of, read_page


@dataclass(frozen=True)
class ReadFile:
    """A page, the language it was read in, and what the rules found."""

    page: Page
    language: str
    extraction: Extraction


def read_file(
    path: Path, *, published: date | None = None, language: str | None = None, explain: bool = False
) -> ReadFile:
    """Read a file and run the rules; `published` and `language` overrule what the file says of itself."""
    page = read_page(path)
    if published is not None:
        page = replace(
            page, published=published, published_basis=page.published_basis if page.published == published else None
        )
    spoken = language_of(page, language)
    return ReadFile(page, spoken, extract(page.text, published=page.published, language=spoken, explain=explain))
