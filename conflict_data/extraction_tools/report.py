"""Extractions as one self-contained page: the text with every value marked, the records beside it.

No script and no network: what a value is shows by style sheet alone when it is hovered or focused, and every text is
escaped, with characters that cannot be seen spelt out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jinja2
from markupsafe import Markup, escape

from conflict_data.extraction_tools.listing import claims_of, family
from conflict_data.extraction_tools.plain import HIDDEN, code_point, is_chosen, unclaimed
from conflict_data.extraction_tools.segments import segments

if TYPE_CHECKING:
    from conflict_data.extraction import Claim, Extraction, Record
    from conflict_data.extraction_tools.page import Page

PALETTE = (
    ("#ffe08a", "#5f4900"), ("#b9e3ff", "#0f4a70"), ("#c8efc0", "#24581c"), ("#ffc9c9", "#742a2a"), ("#e3ccff", "#4f2f7d"),
    ("#ffd3a8", "#71400d"), ("#b6ece4", "#0f5850"), ("#f9c6e4", "#6d2450"), ("#dfe3a4", "#4b5210"), ("#d3d7e0", "#434a5a"),
)  # fmt: skip
"""Backgrounds of records, light and dark; each holds the ink of its mode at a contrast above 7."""
MOST_CROSS = 40
"""Records up to which a report outlines a record's values while its card is hovered."""
MOST_PLACES = 20
"""Places of one value that its row shows."""
PARAGRAPH = re.compile(r"(?<=\n)(?!\n)")
KEY = re.compile(r"[A-Za-z0-9_-]+\Z")


def marked(text: str) -> Markup:
    """The text escaped, with every character that cannot be seen spelt out."""
    parts: list[Markup] = []
    at = 0
    for found in HIDDEN.finditer(text):
        parts += [
            escape(text[at : found.start()]),
            Markup('<span class="hidden">{}</span>').format(code_point(found[0])),
        ]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])


def report(read: Iterable[tuple[Page, Extraction]], *, sentences: bool = False) -> str:
    """HTML of pages and what was read in them; with `sentences`, each value's sentence stands beside it, once where it repeats."""
    pages = [_page(page, extraction, number, sentences=sentences) for number, (page, extraction) in enumerate(read)]
    environment = jinja2.Environment(
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["marked"] = marked
    source = (files("conflict_data.extraction_tools") / "report.html.j2").read_text(encoding="utf-8")
    title = pages[0]["title"] if len(pages) == 1 else f"{len(pages)} texts"
    return environment.from_string(source).render(
        title=HIDDEN.sub("", title),
        pages=pages,
        palette=PALETTE,
        cross=[rule for page in pages for rule in page["cross"]] if _is_small(pages) else [],
    )


def _is_small(pages: list[dict[str, Any]]) -> bool:
    # Browsers weigh these rules at every move of the focus: seconds each where there are hundreds.
    return sum(len(page["records"]) for page in pages) <= MOST_CROSS


def _page(page: Page, read: Extraction, number: int, *, sentences: bool) -> dict[str, Any]:
    records = {record.key: record for record in read.records}
    colours = {record.key: i % (2 * len(PALETTE)) for i, (_, record) in enumerate(family(read))}
    pieces, first = _pieces(page.text, read, records, colours)
    about = [
        page.name,
        page.publisher,
        f"published {page.published}" if page.published else "day of publication not known",
        page.url,
    ]
    claims = claims_of(read)
    shown = []
    for depth, record in family(read):
        rows = _rows(page.text, record, claims[record.key], first, sentences=sentences)
        badges = [word for word in (record.role, record.status) if word not in ("main", "done")]
        title = f"{record.kind} {record.key}" + (f" of {record.parent}" if record.parent else "")
        shown.append(
            {
                "key": record.key,
                "depth": depth,
                "background": _background([colours[record.key]]),
                "title": title,
                "badges": badges,
                "rows": rows,
                "concluded": unclaimed(record, claims[record.key]),
            }
        )
    return {
        "title": page.title or page.name,
        "about": " · ".join(one for one in about if one),
        "paragraphs": _paragraphs(pieces),
        "records": shown,
        "cross": list(_cross(number, list(records))),
    }


def _rows(
    text: str, record: Record, claims: list[Claim], first: dict[Claim, int], *, sentences: bool
) -> list[dict[str, Any]]:
    """One row for each value of a field, with all words by which one rule found it."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    before = None
    for claim in dict.fromkeys(claims):
        told = _claim(claim, record)
        row = rows.setdefault(tuple(told.values()), told | {"places": [], "more": 0})
        if len(row["places"]) == MOST_PLACES:
            row["more"] += 1
            continue
        sentence = text[slice(*claim.sentence)].strip() if sentences and claim.sentence != before else None
        before = claim.sentence
        row["places"].append({"words": text[claim.start : claim.end], "piece": first.get(claim), "sentence": sentence})
    return list(rows.values())


def _pieces(
    text: str, read: Extraction, records: dict[str, Record], colours: dict[str, int]
) -> tuple[list[dict[str, Any]], dict[Claim, int]]:
    """The text cut at the ends of values, and for each claim the number of its first piece."""
    pieces: list[dict[str, Any]] = []
    first: dict[Claim, int] = {}
    claims = list(dict.fromkeys(read.claims))
    cut = segments(len(text), [(claim.start, claim.end) for claim in claims])
    for number, segment in enumerate(cut):
        piece: dict[str, Any] = {"number": number, "text": text[segment.start : segment.end], "claims": []}
        pieces.append(piece)
        if not segment.spans:
            continue
        said = [claims[i] for i in segment.spans]
        for claim in said:
            first.setdefault(claim, number)
        keys = list(dict.fromkeys(claim.record for claim in said))
        ending = [claim.record for claim in said if min(claim.end, len(text)) == segment.end]
        piece |= {
            "claims": [_claim(claim, records[claim.record]) for claim in said],
            "owners": keys,
            "label": "\u00a0".join(dict.fromkeys(ending)),
            "rest": all(not is_chosen(records[claim.record], claim) for claim in said),
            "background": _background([colours[key] for key in keys]),
        }
    return pieces, first


def _paragraphs(pieces: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The pieces by paragraphs, each with the line ends behind it: a browser lays out anew what is in one block only."""
    found: list[list[dict[str, Any]]] = [[]]
    for piece in pieces:
        if piece["claims"]:
            found[-1].append(piece)
            continue
        first, *rest = PARAGRAPH.split(piece["text"])
        found[-1].append(piece | {"text": first})
        found += [[piece | {"text": text}] for text in rest]
    return found


def _claim(claim: Claim, record: Record) -> dict[str, Any]:
    derived = "derived" if claim.reading == "derived" else None
    return {
        "record": claim.record,
        "field": claim.field,
        "value": claim.value,
        "how": ", ".join(one for one in (f"rule {claim.rule_id}", claim.party, derived) if one),
        "chosen": is_chosen(record, claim),
    }


def _background(colours: list[int]) -> str:
    """One colour, or a band for each of several records; when the colours are used up, they come again in stripes."""
    if len(colours) == 1:
        (colour,) = colours
        return f"var(--c{colour})" if colour < len(PALETTE) else f"var(--s{colour - len(PALETTE)})"
    share = 100 / len(colours)
    bands = [f"var(--c{c % len(PALETTE)}) {i * share:.0f}% {(i + 1) * share:.0f}%" for i, c in enumerate(colours)]
    return f"linear-gradient(to bottom, {', '.join(bands)})"


def _cross(number: int, keys: list[str]) -> Iterable[str]:
    """Rules of style that outline a record's values while its card is hovered, and its card while a value is."""
    for key in keys:
        if KEY.match(key):
            yield f"#f{number}:has(#f{number}-{key}:hover) .r{number}-{key} {{ outline: .12rem solid var(--focus); }}"
            yield f"#f{number}:has(.r{number}-{key}:is(:hover, :focus)) #f{number}-{key} {{ border-color: var(--focus); }}"
