"""A saved HTML page: its main text, and what its own metadata say of title, publisher, address, day and language.

The day is taken from metadata alone. A day found somewhere in the text (a copyright line, another story) would shift
every relative date of the report without a trace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from conflict_data.errors import InputError, MissingExtraError, Problem
from conflict_data.extraction_tools.page import Page

DATE_NAMES = (
    "article:published_time", "og:article:published_time", "datepublished", "date.published", "publish_date",
    "publishdate", "publish-date", "pubdate", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "date",
)  # fmt: skip
"""`name`, `property` or `itemprop` of a `meta` element that gives the day of publication, the surest first."""
URL_DAY = re.compile(r"/(20\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|$)")


def read_html(raw: bytes, *, name: str) -> Page:
    """Main text and metadata of a page; `InputError` where there is no text, `MissingExtraError` without trafilatura."""
    try:
        import trafilatura
    except ImportError as error:
        raise MissingExtraError("reading HTML pages", "extract", "trafilatura") from error
    tree = trafilatura.load_html(raw)
    found: Any = None
    if tree is not None:
        found = trafilatura.bare_extraction(
            raw, with_metadata=True, include_comments=False, date_extraction_params={"extensive_search": False}
        )
    if found is None or not found.text:
        message = "no main text found in the page: save the text of the report as a .txt file"
        raise InputError([Problem(name, 0, "", message)])
    url = found.url or _link(tree)
    day = _stated_day(tree)
    basis = "page_stated" if day else None
    if day is None and url:
        day = _day_of_url(url)
        basis = "url_date" if day else None
    return Page(
        name,
        found.text,
        "html",
        language=_language(tree),
        published=day,
        published_basis=basis,
        title=found.title or None,
        publisher=found.sitename or found.hostname or None,
        url=url,
    )


def _link(tree: Any) -> str | None:
    links = tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")
    return next((str(link) for link in links if str(link).startswith(("https://", "http://"))), None)


def _language(tree: Any) -> str | None:
    stated = next(iter(tree.xpath("/html/@lang | //meta[@http-equiv='content-language']/@content")), "")
    code = re.match(r"[A-Za-z]{2}(?=[-_]|$)", str(stated).strip())
    return code[0].lower() if code else None


def _stated_day(tree: Any) -> date | None:
    said: dict[str, str] = {}
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            key = str(meta.get(attribute) or "").lower()
            if key in DATE_NAMES and meta.get("content"):
                said.setdefault(key, str(meta.get("content")))
    candidates = [said[key] for key in DATE_NAMES if key in said]
    candidates[1:1] = _linked_data(tree)
    candidates += [
        str(one) for one in tree.xpath("//*[@itemprop='datePublished']/@datetime | //time[@pubdate]/@datetime")
    ]
    candidates += [str(one) for one in tree.xpath("//article//header//time/@datetime")][:1]
    return next((day for text in candidates if (day := _day(text)) is not None), None)


def _linked_data(tree: Any) -> list[str]:
    """`datePublished` of the page's JSON-LD."""
    found: list[str] = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            found += _published(json.loads(script.text or "null"))
        except (ValueError, RecursionError):
            continue
    return found


def _published(node: Any) -> Iterator[str]:
    pending = [node]
    while pending:
        one = pending.pop(0)
        if isinstance(one, dict):
            if isinstance(one.get("datePublished"), str):
                yield one["datePublished"]
            pending += one.values()
        elif isinstance(one, list):
            pending += one


def _day(text: str) -> date | None:
    """The local day of `2025-05-24T09:30:00+03:00`, as its readers saw it."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def _day_of_url(url: str) -> date | None:
    found = URL_DAY.search(url)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
