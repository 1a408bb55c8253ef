"""What a release changes in the texts around it: CHANGELOG, version number, citation file, used-up reasons."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from conflict_data.errors import ConflictDataError
from pipeline import readme, strict_yaml
from pipeline.changes import PENDING
from pipeline.release import Place, replace

UNRELEASED = "## [Unreleased]"


def section(
    version: str,
    released: str,
    reasons: Iterable[str],
    changed: Iterable[Mapping[str, object]],
    words: str,
    rows: Mapping[str, int],
) -> str:
    """The CHANGELOG section of a release: what people wrote under Unreleased, then what was counted."""
    counts = Counter((str(c["table"]), str(c["change"])) for c in changed)
    lines = [f"## [{version}] - {released}", ""]
    if words:
        lines += [words, ""]
    lines += ["### Records", ""]
    if counts:
        tables = sorted({table for table, _ in counts})
        for table in tables:
            parts = [
                f"{n} {change if change != 'corrected' else 'cells corrected'}"
                for (t, change), n in sorted(counts.items())
                if t == table
            ]
            lines.append(f"- {table}: {', '.join(parts)}")
    elif rows:
        lines.append("- first version: " + ", ".join(f"{n:,} {table}" for table, n in rows.items() if n))
    else:
        lines.append("- none changed")
    contract = [r for r in reasons if not re.match(r"\w+: \d+ (added|gone|cells)", r)]
    if contract:
        lines += ["", "### Contract", "", *[f"- {r}" for r in contract]]
    return "\n".join(lines) + "\n"


def changelog(
    text: str,
    version: str,
    released: str,
    reasons: Iterable[str],
    changed: Iterable[Mapping[str, object]],
    rows: Mapping[str, int],
) -> str:
    """The CHANGELOG with the release's section below an empty Unreleased one; unchanged where it has the section."""
    if f"## [{version}]" in text:
        return text
    if UNRELEASED not in text:
        raise ConflictDataError(f"CHANGELOG.md has no line {UNRELEASED!r}")
    head, rest = text.split(UNRELEASED, 1)
    cut = re.search(r"^## \[", rest, flags=re.MULTILINE)
    words, older = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    return (
        f"{head}{UNRELEASED}\n\n{section(version, released, reasons, changed, words.strip(), rows)}\n{older}".rstrip()
        + "\n"
    )


def project_version(text: str, version: str) -> str:
    """`pyproject.toml` with the version set in its one place."""
    new, n = re.subn(r'(?m)^version = "[^"]+"$', f'version = "{version}"', text, count=1)
    if n != 1:
        raise ConflictDataError("pyproject.toml has no version line")
    return new


def citation_version(text: str, version: str, released: str) -> str:
    """`CITATION.cff` with version and day."""
    text, a = re.subn(r"(?m)^version: .*$", f"version: {version}", text, count=1)
    text, b = re.subn(r"(?m)^date-released: .*$", f"date-released: {released}", text, count=1)
    if (a, b) != (1, 1):
        raise ConflictDataError("CITATION.cff needs one line version: and one date-released:")
    return text


def write_texts(
    place: Place,
    version: str,
    released: str,
    reasons: Iterable[str],
    changed: Iterable[Mapping[str, object]],
    *,
    rows: Mapping[str, int] | None = None,
) -> list[Path]:
    """Bring the texts up to a release; doing it again changes nothing. Returns what was written.

    `rows` are the rows by table of a first version, which has no changes to count.
    """
    wanted: dict[str, Callable[[str], str]] = {
        "CHANGELOG.md": lambda t: changelog(t, version, released, reasons, changed, rows or {}),
        "pyproject.toml": lambda t: project_version(t, version),
        "CITATION.cff": lambda t: citation_version(t, version, released),
        "README.md": lambda t: readme.filled(t, place.data),
    }
    written: list[Path] = []
    for name, change in wanted.items():
        path = place.root / name
        text = path.read_text("utf-8")
        new = change(text)
        if new != text:
            replace(path, new)
            written.append(path)
    pending = place.seeds / PENDING
    if pending.is_file() and _is_used(pending, {str(c["reason"]) for c in changed if c["reason"]}):
        used = pending.with_name(f"{version}.yaml")
        pending.replace(used)
        written.append(used)
    return written


def _is_used(pending: Path, reasons: set[str]) -> bool:
    """True where the release tells every reason of the pending entries: they are its own and not those of a release to come."""
    entries = strict_yaml.parse(strict_yaml.read_text(pending, name=pending.name), file=pending.name).data or []
    return {str(e["reason"]) for e in entries} <= reasons
