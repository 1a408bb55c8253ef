"""A made-up checkout in which tests cut releases, and contracts that differ from the one of `schema/`."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from pipeline import release, texts

from conflict_data.contract import Contract, parse

DAY = date(2031, 3, 20)
Document = dict[str, Any]


def checkout(seeds: Path) -> release.Place:
    """The seeds and the texts that a release changes."""
    root = seeds.parent
    (root / "CHANGELOG.md").write_text("# Changelog\n\n## [Unreleased]\n\nFirst words.\n")
    (root / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "0.0.0"\n')
    (root / "README.md").write_text("# x\n\n<!-- tables -->\n<!-- /tables -->\n")
    (root / "CITATION.cff").write_text("title: x\nversion: 0.0.0\ndate-released: 2000-01-01\n")
    return release.Place(root)


def cut(place: release.Place, contract: Contract, version: str) -> release.Prepared:
    """Release a version, texts included."""
    prepared = release.prepare(place, contract, version, today=DAY)
    release.publish_release(place, prepared)
    texts.write_texts(place, version, DAY.isoformat(), [r.what for r in prepared.reasons], prepared.changed)
    return prepared


def edit(place: release.Place, name: str, there: str, instead: str) -> None:
    """Change a seed file in one place."""
    path = place.seeds / name
    text = path.read_text()
    assert text.count(there) == 1
    path.write_text(text.replace(there, instead))


def explain(place: release.Place, text: str) -> None:
    """Write the reasons of the next release."""
    path = place.seeds / "changes" / "next.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)


def changed(contract: Contract, *changes: Callable[[Document], object]) -> Contract:
    """The contract with changes to its compiled form."""
    document = copy.deepcopy(contract.document)
    for change in changes:
        change(document)
    return parse(document)


def renamed(codelist: str, old: str, new: str) -> Callable[[Document], object]:
    """The code under another name wherever the contract speaks of it."""

    def change(document: Document) -> None:
        text = json.dumps(document["codes"][codelist]).replace(f'"{old}"', f'"{new}"')
        document["codes"][codelist] = json.loads(text)
        for table in document["tables"].values():
            for column in table["properties"].values():
                if column.get("x-codes") == codelist:
                    column["enum"] = [new if code == old else code for code in column["enum"]]
        for one in document["rules"]:
            one["sql"] = one["sql"].replace(f"'{old}'", f"'{new}'")

    return change
