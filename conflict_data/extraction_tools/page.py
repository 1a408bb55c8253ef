"""Read a file as a report: a plain text, a document with front matter, or a saved HTML page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from conflict_data.errors import InputError, Problem, choose

FENCE = "---"
HTML_SUFFIXES = (".html", ".htm", ".xhtml")
HTML_STARTS = (b"<!doctype html", b"<html", b"<?xml")


@dataclass(frozen=True)
class Page:
    """A report to read, and what its file says about it; None where it does not say."""

    name: str
    text: str
    form: str
    """text, document (with front matter) or html"""
    language: str | None = None
    """Language of `text`, ISO 639-1."""
    published: date | None = None
    published_basis: str | None = None
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    source_id: str | None = None
    """Identifier of a document of the project."""


def read_page(path: Path, *, name: str | None = None) -> Page:
    """Read a file; `InputError` says where it cannot be read, and how it could."""
    label = name or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(label, 0, "", f"cannot be read: {error.strerror}")]) from error
    head = raw[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if path.suffix.lower() in HTML_SUFFIXES or head.startswith(HTML_STARTS):
        from conflict_data.extraction_tools.html_page import read_html

        return read_html(raw, name=label)
    text = _decoded(raw, label)
    lines = text.split("\n")
    return _document(lines, label) if lines[0] == FENCE else Page(label, text, "text")


def _decoded(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"not UTF-8 at byte {error.start}: save the file as UTF-8"
        raise InputError([Problem(name, line, "", message)]) from None


def _document(lines: list[str], name: str) -> Page:
    if FENCE not in lines[1:]:
        raise InputError([Problem(name, 1, "", f"front matter begins with {FENCE!r} and has no second such line")])
    end = lines.index(FENCE, 1)
    front = _front(lines[1:end], name)
    note = front.get("text_kind") == "note"
    return Page(
        name,
        "\n".join(lines[end + 1 :]).strip("\n"),
        "document",
        # A note is in English whatever the language of the page.
        language="en" if note else front.get("language"),
        published=_day(front, lines, name),
        published_basis=front.get("published_basis"),
        title=front.get("title"),
        publisher=front.get("publisher"),
        url=front.get("url"),
        source_id=front.get("source_id"),
    )


def _front(lines: list[str], name: str) -> dict[str, str]:
    """Front matter with every scalar as text, so that `no` stays the language of Norway."""
    import yaml

    try:
        data: Any = yaml.load("\n".join(lines), Loader=yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if mark else 2
        raise InputError([Problem(name, line, "", f"front matter is not YAML: {error.args[0]}")]) from None
    if not isinstance(data, dict):
        raise InputError([Problem(name, 2, "", "front matter is not a list of `key: value`")])
    return {str(key): value for key, value in data.items() if isinstance(value, str) and value}


def _day(front: dict[str, str], lines: list[str], name: str) -> date | None:
    stated = front.get("published")
    if stated is None:
        return None
    try:
        return date.fromisoformat(stated[:10])
    except ValueError:
        line = next((i for i, one in enumerate(lines, 1) if one.startswith("published:")), 0)
        message = f"{stated!r} is not a day: write 2025-05-24 or 2025-05-24T09:30Z"
        raise InputError([Problem(name, line, "published", message)]) from None


def language_of(page: Page, wanted: str | None) -> str:
    """Language to read a page with: the one asked for, else its own, else English; `InputError` without a pack for it."""
    from conflict_data.extraction.language.pack import languages

    language = wanted or page.language or "en"
    if language not in languages():
        hint = "" if wanted else "; if the text is in another language than its file says, give --language"
        message = f"no rules for the language {language!r}: {choose(language, languages())}{hint}"
        raise InputError([Problem(page.name, 0, "language", message)])
    return language
