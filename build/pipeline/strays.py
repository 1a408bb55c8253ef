"""Files under `seeds/` that no step reads: a record saved as `.yml` would be lost without a word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from conflict_data.errors import Problem

SUFFIX = {"records": ".yaml", "documents": ".md"}
"""Folder → how the names of its files end."""
REASONS = re.compile(r"next\.yaml|\d+\.\d+\.\d+\.yaml")
"""Names of files under `changes/`."""


def every(seeds: Path) -> Iterator[Path]:
    """All files under `seeds/`, in a fixed order."""
    yield from sorted(path for path in seeds.rglob("*") if path.is_file())


def strays(seeds: Path, paths: Iterable[Path]) -> list[Problem]:
    """Those of the files that nothing reads, each with the name that would be read; hidden files and backups of editors are nobody's concern."""
    problems = []
    for path in paths:
        if not path.is_relative_to(seeds) or path.name.startswith(".") or path.name.endswith("~"):
            continue
        within = path.relative_to(seeds)
        wanted = SUFFIX.get(within.parts[0])
        allowed = None
        if wanted is not None and path.suffix != wanted:
            allowed = f"files under {within.parts[0]}/ end in {wanted}"
        elif within.parts[0] == "changes" and not REASONS.fullmatch(path.name):
            allowed = "files under changes/ are next.yaml and those of releases, such as 0.2.0.yaml"
        elif path.suffix == ".yml":
            allowed = "names end in .yaml"
        if allowed:
            name = path.relative_to(seeds.parent).as_posix()
            problems.append(Problem(name, 0, "", f"this file is not read: {allowed}; rename it or take it away"))
    return problems
