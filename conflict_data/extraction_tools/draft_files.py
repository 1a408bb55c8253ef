"""Write the drafts of a page: record files, the document's head, and a report to work from that is never committed."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from conflict_data.contract import Contract
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.record_schema import KINDS
from conflict_data.errors import ConflictDataError
from conflict_data.extraction import Gazetteer
from conflict_data.extraction_tools.draft import Drafter
from conflict_data.extraction_tools.draft_parts import Draft
from conflict_data.extraction_tools.draft_words import citing, fill, is_open
from conflict_data.extraction_tools.page import Page
from conflict_data.extraction_tools.plain import HIDDEN
from conflict_data.extraction_tools.reading import ReadFile, read_file
from conflict_data.extraction_tools.record_form import record_text
from conflict_data.extraction_tools.report import report
from conflict_data.scaffold import OPEN, REMARK, mint

FOLDERS = {"attack": "attacks", "exchange": "exchanges", "agreement": "agreements", "casualty": "casualties"}
HEAD_REMARK = (
    "# Below the second line of dashes: what the page says of the event, in your own words; none of its sentences.\n"
    "# `read`: opening where the page was cut off."
)
PLAIN_URL = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&()*+,;=%-]{1,590}")
LONGEST = {"publisher": 300, "title": 300, "url": 600}


def write_draft(path: Path, out: Path, *, published: date | None, language: str | None, coder: str) -> list[str]:
    """Write drafts for a page under `out/seeds`, a report under `out/reports`; lines that tell what to do next.

    For a document of the project whose drafts leave words open, these are filled in from its text instead.
    `ConflictDataError` where the page tells no day of publication, holds no event or was drafted before.
    """
    contract = compile_contract(schema_folder())
    one = read_file(path, published=published, language=language)
    page = one.page
    if page.published is None:
        raise ConflictDataError(f"{page.name}: tells no day of publication: give --published 2025-05-24")
    records = citing(out, page.source_id) if page.source_id else []
    if any(map(is_open, records)):
        return _filled(one, records, contract, out)
    if page.source_id is None and page.url and (double := _already(out, page.url)):
        raise ConflictDataError(
            f"{page.name}: the page is already {_below(double, out)}: write its note and give that file to `draft`"
        )
    own = page.source_id is not None
    taken = {"_".join(p.stem.split("_")[-2:]) for p in (out / "seeds").rglob("*_*")}
    source_id = page.source_id or mint("src", taken)
    drafter = Drafter(
        contract, page, one.extraction, Gazetteer.default(), language=one.language, coder=coder, source_id=source_id,
        own=own, taken=taken,
    )  # fmt: skip
    drafts = drafter.drafts()
    if not drafts:
        raise ConflictDataError(f"{page.name}: no attack, toll, exchange or agreement that happened was found in it")
    written = (
        [] if own else [_write(out, _document_path(page, source_id), document_text(page, source_id, one.language))]
    )
    written += [_write_record(out, draft, contract, page) for draft in drafts]
    seen = _report(out, one, source_id)
    told = [f"wrote {name}" for name in written]
    told.append(f"wrote {seen} (the page's own sentences: look at it, never commit it)")
    told += map(str, drafter.left_out)
    told += [f"{_below(record, out)} cites the document already: look whether the event is there" for record in records]
    document = None if own else written[0]
    return told + next_steps(out, document=document, looked_at=seen, open_fields=_open_fields(drafts, contract))


def _report(out: Path, one: ReadFile, source_id: str) -> str:
    # Whoever drafts outside a checkout keeps the page's sentences out of version control all the same.
    _write(out, "reports/.gitignore", "*\n")
    return _write(out, f"reports/{source_id}.html", report([(one.page, one.extraction)], sentences=True))


def _below(path: Path, out: Path) -> str:
    return path.relative_to(out).as_posix()


def _filled(one: ReadFile, records: list[Path], contract: Contract, out: Path) -> list[str]:
    """Fill in the words of drafts from their document, which the contributor has written by now."""
    if not one.page.text.strip():
        raise ConflictDataError(
            f"{one.page.name}: has no text: write below its head what the page says, in your own words, then run this again"
        )
    places = Gazetteer.default()
    told: list[str] = []
    for path in filter(is_open, records):
        done = fill(path, one.page, one.extraction, contract, places, one.language)
        told.append(f"filled in the words of {done.filled} entries in {_below(path, out)}")
        told += [f"still open: {value}: the rules do not read it in the note, or read it twice" for value in done.open]
    seen = _report(out, one, str(one.page.source_id))
    return [*told, f"wrote {seen}", "", "Next: replace what is still FILL_IN, then run `make fix` and `make check`"]


def _already(out: Path, url: str) -> Path | None:
    """The document of the same page, if there is one."""
    lines = (f"url: {url}\n", f'url: "{url}"\n')
    for path in sorted((out / "seeds" / "documents").rglob("*.md")):
        if any(line in path.read_text("utf-8", errors="replace") for line in lines):
            return path
    return None


def _open_fields(drafts: list[Draft], contract: Contract) -> dict[str, str]:
    """Fields that a contributor has to fill in → what is allowed there."""
    found: dict[str, str] = {}
    for draft in drafts:
        kind = KINDS[draft.kind]
        for section, table in kind.sections.items():
            rows = draft.sections.get(section, ())
            for row in [rows] if isinstance(rows, dict) else rows:
                columns = {column.record_name: column for column in contract.table(table).columns.values()}
                for name in (name for name, value in row.items() if value == OPEN and name in columns):
                    column = columns[name]
                    codes = contract.code_values(column.codelist) if column.codelist else ()
                    found.setdefault(name, ", ".join(codes) or column.description)
    return found


def next_steps(out: Path, *, document: str | None, looked_at: str, open_fields: dict[str, str]) -> list[str]:
    """What a contributor does with the drafts; `document` is the one that waits for a note."""
    steps = [f"open {looked_at} and compare every value with the page; correct or remove what is wrong"]
    if document is not None:
        steps.append(f"write the note in {document}: the facts of the page in your own words; check its head")
        elsewhere = "" if out == Path() else f" --out {out}"
        steps.append(f"run `conflict-data draft {document}{elsewhere}`: it finds the words for each value in your note")
    if open_fields:
        steps.append(f"replace {OPEN} in")
        steps[-1] += "".join(f"\n     {name}: {allowed}" for name, allowed in sorted(open_fields.items()))
    steps.append("look whether the event is in seeds/records/ already; if so, move the evidence there")
    steps.append("run `make fix`, then `make check`")
    return ["", "Next:", *(f"{number}. {step}" for number, step in enumerate(steps, 1))]


def document_text(page: Page, source_id: str, language: str) -> str:
    """Head of a document for a note of the page; the text is left to whoever writes the note."""
    head = {
        "source_id": source_id,
        "publisher": page.publisher or OPEN,
        "title": page.title,
        "url": page.url or OPEN,
        "published": page.published.isoformat() if page.published else OPEN,
        "published_basis": page.published_basis or OPEN,
        "language": page.language or language,
        "text_kind": "note",
        "rights": "own_words",
        "read": "whole",
    }
    lines = [f"{key}: {_line(key, value)}" for key, value in head.items() if value]
    return "\n".join(["---", HEAD_REMARK, *lines, "---", ""])


def _line(key: str, value: str) -> str:
    """A value on one line; what a page says of itself is quoted, as it may hold anything."""
    if key not in LONGEST or value == OPEN or (key == "url" and PLAIN_URL.fullmatch(value)):
        return value
    return json.dumps(" ".join(HIDDEN.sub(" ", value).split())[: LONGEST[key]], ensure_ascii=False)


def _document_path(page: Page, source_id: str) -> str:
    return f"seeds/documents/{page.published:%Y}/{page.published}_{source_id}.md"


def _write_record(out: Path, draft: Draft, contract: Contract, page: Page) -> str:
    row = draft.sections[draft.kind]
    day = next((row[k] for k in ("date_start", "scope_start") if row.get(k, OPEN) != OPEN), str(page.published))
    folder = f"seeds/records/{FOLDERS[draft.kind]}/{day[:4]}"
    text = record_text(contract, draft.kind, draft.sections, draft.evidence, depth=4, head=REMARK)
    return _write(out, f"{folder}/{day}_{draft.identifier}.yaml", text)


def _write(out: Path, name: str, text: str) -> str:
    path = out / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path.as_posix()
