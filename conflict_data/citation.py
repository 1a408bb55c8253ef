"""How to cite a version."""

from __future__ import annotations

import json
from typing import Literal, get_args

from conflict_data import store
from conflict_data.store import Version

Style = Literal["text", "bibtex", "json"]
AUTHOR = "The conflict-data contributors"
TITLE = "conflict-data: attacks, casualties and prisoner exchanges, with the words that prove every value"


def cite(*, style: Style = "text", version: Version = None) -> str:
    """Citation of a data version in one of the styles "text", "bibtex" or "json" (CSL).

    The version's content hash is in it, so that a reader can tell whether two copies are the same.
    Raises `ValueError` for another style and `UnknownVersionError` for a version that does not exist.
    """
    if style not in get_args(Style):
        raise ValueError(f"unknown style {style!r}: allowed: {', '.join(get_args(Style))}")
    folder = store.folder(version)
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    number, released = manifest["version"], manifest["released"]
    year = released[:4] if released else "unreleased"
    mark = content_mark(manifest)
    if style == "bibtex":
        fields = {
            "author": f"{{{AUTHOR}}}",
            "title": f"{{{TITLE}}}",
            "year": year,
            "version": number,
            "note": f"Data set, version {number}, content {mark}, CC BY 4.0",
        }
        return (
            f"@misc{{conflict_data_{number.replace('.', '_')},\n"
            + "".join(f"  {k} = {{{v}}},\n" for k, v in fields.items())
            + "}"
        )
    if style == "json":
        document = {
            "id": f"conflict-data-{number}",
            "type": "dataset",
            "title": TITLE,
            "author": [{"literal": AUTHOR}],
            "version": number,
            "note": f"content {mark}",
        }
        if released:
            document["issued"] = {"date-parts": [[int(part) for part in released.split("-")]]}
        return json.dumps(document, ensure_ascii=False, indent=1)
    return f"{AUTHOR} ({year}): {TITLE}. Version {number}, content {mark}. Data set, CC BY 4.0."


def content_mark(manifest: dict[str, object]) -> str:
    """First characters of a hash over the content hashes of all tables, independent of how the files were written."""
    import hashlib

    files = manifest["files"]
    assert isinstance(files, dict)
    joined = "".join(
        f"{name}:{about['content_sha256']};" for name, about in sorted(files.items()) if "content_sha256" in about
    )
    return hashlib.sha256(joined.encode()).hexdigest()[:16]
