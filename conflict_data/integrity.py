"""Re-hash what is shipped: a changed byte in any file of a version is found and named."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from conflict_data import store
from conflict_data.errors import IntegrityError
from conflict_data.store import Version

MANIFEST = "manifest.json"


def _manifest(folder: Path) -> dict[str, dict[str, object]]:
    path = folder / MANIFEST
    try:
        files: dict[str, dict[str, object]] = json.loads(path.read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError) as error:
        raise IntegrityError(f"{path}: not readable as a manifest: {error}") from error
    return files


def faults(folder: Path) -> list[str]:
    """What is wrong with a version's files: missing, changed, or not in its manifest."""
    listed = _manifest(folder)
    found: list[str] = []
    for name, about in sorted(listed.items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{path}: missing")
        elif (digest := hashlib.sha256(path.read_bytes()).hexdigest()) != about["sha256"]:
            found.append(f"{path}: sha256 is {digest}, the manifest says {about['sha256']}")
    found += [
        f"{p}: not in the manifest" for p in sorted(folder.iterdir()) if p.name not in listed and p.name != MANIFEST
    ]
    return found


def verify(version: Version = None, *, every: bool = False) -> list[str]:
    """Hash every file of a version (or of `every` released one) and compare with its manifest and the index.

    Returns the names of the versions that are whole. Raises `IntegrityError` that names each file that is not.
    """
    released = store.released()
    names: list[Version] = list(released) if every else [version]
    bad: list[str] = []
    for name in names:
        folder = store.folder(name)
        bad += faults(folder)
        wanted = released.get(folder.name, {}).get("manifest_sha256") if folder.parent == store.DATA else None
        if wanted and hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest() != wanted:
            bad.append(f"{folder / MANIFEST}: is not the manifest that {store.INDEX} names")
    if bad:
        raise IntegrityError("\n".join(bad))
    return [store.label(name) for name in names]
