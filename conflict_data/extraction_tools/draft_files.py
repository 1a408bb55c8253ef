"""Write the drafts of a page: record files, the document's head, and a report to work from that is never committed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from conflict_data.contract import Contract
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.errors import ConflictDataError
from conflict_data.extraction import Gazetteer
from conflict_data.extraction_tools.draft import Draft, Drafter
from conflict_data.extraction_tools.page import Page
from conflict_data.extraction_tools.plain import HIDDEN, shortened
from conflict_data.extraction_tools.reading import read_file
from conflict_data.extraction_tools.record_form import record_text
from conflict_data.extraction_tools.report import report
from conflict_data.scaffold import OPEN, REMARK, mint

FOLDERS = {"attack": "attacks", "exchange": "exchanges", "agreement": "agreements", "casualty": "casualties"}
HEAD_REMARK = (
    "# Below the second line of dashes: what the page says of the event, in your own words; none of its sentences."
)
LONGEST = {"publisher": 300, "title": 300, "url": 600}


def write_draft(path: Path, out: Path, *, published: date | None, language: str | None, coder: str) -> list[str]:
    """Write drafts for a page under `out/seeds`, a report under `out/reports`; lines that tell what to do next.

    `ConflictDataError` where the page tells no day of publication, holds no event, or this is no checkout.
    """
    contract = compile_contract(schema_folder())
    one = read_file(path, published=published, language=language)
    page = one.page
    if page.published is None:
        raise ConflictDataError(f"{page.name}: tells no day of publication: give --published 2025-05-24")
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
    double = _already(out, page.url) if page.url and not own else None
    written = [] if own else [_write(out, _document_path(page, source_id), document_text(page, source_id))]
    written += [_write_record(out, draft, contract, page) for draft in drafts]
    seen = _write(out, f"reports/{source_id}.html", report([(page, one.extraction)], sentences=True))
    # Whoever drafts outside a checkout keeps the page's sentences out of version control all the same.
    _write(out, "reports/.gitignore", "*\n")
    told = [f"wrote {name}" for name in written]
    told.append(f"wrote {seen} (the page's own sentences: look at it, never commit it)")
    told += [f"the page is already {double}: add evidence there instead of a second document"] if double else []
    for left in drafter.left_out:
        told.append(f"left out {left.record}.{left.field} = {shortened(left.value, 60)}: {left.reason}")
    return told + next_steps(own=own, document=None if own else written[0], looked_at=seen)


def _already(out: Path, url: str) -> str | None:
    """The document of the same page, if there is one."""
    lines = (f"url: {url}\n", f'url: "{url}"\n')
    for path in sorted((out / "seeds" / "documents").rglob("*.md")):
        if any(line in path.read_text("utf-8", errors="replace") for line in lines):
            return path.as_posix()
    return None


def next_steps(*, own: bool, document: str | None, looked_at: str) -> list[str]:
    """What a contributor does with the drafts."""
    steps = [f"open {looked_at} and compare every value with the page; correct or remove what is wrong"]
    if not own:
        steps.append(f"write the note in {document}: the facts of the page in your own words, and fill its head")
        steps.append(
            f"replace each {OPEN} under `words` by the words of your note that say the value, where they stand once"
        )
    steps.append(f"replace every other {OPEN}; `conflict-data codes` lists what is allowed")
    steps.append("look whether the event is in seeds/records/ already; if so, move the evidence there")
    steps.append("run `make fix`, then `make check`")
    return ["", "Next:", *(f"{number}. {step}" for number, step in enumerate(steps, 1))]


def document_text(page: Page, source_id: str) -> str:
    """Head of a document for a note of the page; the text is left to whoever writes the note."""
    head = {
        "source_id": source_id,
        "publisher": page.publisher or OPEN,
        "title": page.title,
        "url": page.url,
        "published": page.published.isoformat() if page.published else OPEN,
        "published_basis": page.published_basis or OPEN,
        "language": page.language or OPEN,
        "text_kind": "note",
        "rights": "own_words",
        "read": OPEN,
    }
    lines = [f"{key}: {_line(key, value)}" for key, value in head.items() if value]
    return "\n".join(["---", HEAD_REMARK, *lines, "---", ""])


def _line(key: str, value: str) -> str:
    """A value on one line; what a page says of itself is quoted, as it may hold anything."""
    if key not in LONGEST or value == OPEN:
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
