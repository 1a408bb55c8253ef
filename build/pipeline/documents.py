"""Read `seeds/documents/`: front matter that says what the text is, and the text that evidence points into."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from conflict_data.contract import Contract
from conflict_data.derive.file_schema import document_schema
from conflict_data.errors import InputError, Problem
from pipeline import strict_yaml
from pipeline.gate import check_against
from pipeline.independence import Origins, origins_of

FENCE = "---"


@dataclass(frozen=True)
class Document:
    """One report: its row of `sources` and the text, of which spans count code points."""

    source_id: str
    values: dict[str, Any]
    text: str
    file: str
    first_text_line: int

    @property
    def published(self) -> date:
        day: date = self.values["published_date"]
        return day

    @property
    def origins(self) -> Origins:
        """Whose accounts it passes on: documents that share one are not independent."""
        return origins_of(self.values.get("origin") or self.values["publisher"])


def split(text: str, *, file: str) -> tuple[str, str, int]:
    """Front matter, text, and the line on which the text begins."""
    lines = text.split("\n")
    if lines[0] != FENCE or FENCE not in lines[1:]:
        raise InputError([Problem(file, 1, "", f"a document begins with front matter between two lines {FENCE!r}")])
    end = lines.index(FENCE, 1)
    return "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]).strip("\n"), end + 2


def read(path: Path, contract: Contract, *, name: str) -> Document:
    """One document; `InputError` lists all that is wrong with its front matter."""
    front, text, line = split(strict_yaml.read_text(path, name=name), file=name)
    parsed = strict_yaml.parse(front, file=name, first_line=2)
    problems = check_against(document_schema(contract), parsed)
    if not text:
        problems.append(Problem(name, line, "", "the document has no text"))
    if problems:
        raise InputError(problems)
    data = parsed.data
    if data["source_id"] not in path.stem:
        raise InputError([parsed.problem(f"{data['source_id']} is not in the file's name {path.name}", "source_id")])
    stated = data["published"]
    moment = datetime.fromisoformat(stated.replace("Z", "+00:00")) if "T" in stated else None
    columns = contract.table("sources").columns
    values = {key: value for key, value in data.items() if key in columns}
    values |= {
        "published_date": moment.date() if moment else date.fromisoformat(stated),
        "published_at": moment.astimezone(UTC) if moment else None,
        "text_sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "text_length": len(text),
    }
    return Document(data["source_id"], values, text, name, line)


def files(seeds: Path) -> Iterator[Path]:
    """All document files, in a fixed order."""
    yield from sorted((seeds / "documents").rglob("*.md"))


def read_all(
    seeds: Path, contract: Contract, *, progress: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, Document], list[Problem]]:
    """All documents by id, and what is wrong with those that could not be read."""
    found: dict[str, Document] = {}
    problems: list[Problem] = []
    by_url: dict[str, str] = {}
    for path in files(seeds):
        name = path.relative_to(seeds.parent).as_posix()
        progress(name)
        try:
            document = read(path, contract, name=name)
        except InputError as error:
            problems += error.problems
            continue
        if document.source_id in found:
            problems.append(
                Problem(
                    name,
                    2,
                    "source_id",
                    f"{document.source_id} is already {found[document.source_id].file}: mint another id",
                )
            )
            continue
        url = document.values.get("url")
        if url and url in by_url:
            problems.append(Problem(name, 2, "url", f"the page is already {by_url[url]}: one document a page"))
        elif url:
            by_url[url] = name
        found[document.source_id] = document
    return found, problems
