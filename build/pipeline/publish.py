"""Write a state of the tables so that a reader sees the old one or the new one, whatever happens in between.

A state is a folder that is complete before it gets its name. `.tables` is a link that is replaced in one step.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import filelock
import pyarrow as pa

from conflict_data import integrity
from conflict_data.contract import CONTRACT_FILE, Contract
from conflict_data.derive.arrow import parquet_bytes
from conflict_data.derive.codebook import codebook
from conflict_data.derive.croissant import croissant
from conflict_data.derive.datapackage import datapackage
from conflict_data.derive.release import Release, TableFile
from conflict_data.errors import ConflictDataError

MANIFEST = "manifest.json"
LOCK = ".lock"


def content_hash(table: pa.Table) -> str:
    """Hash of what a table says, independent of the file's writer: canonical JSON lines in key order."""
    digest = hashlib.sha256()
    names = table.column_names
    for row in zip(*(table.column(n).to_pylist() for n in names), strict=True):
        line = json.dumps(
            dict(zip(names, row, strict=True)),
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=_text,
            allow_nan=False,
        )
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _text(value: Any) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"no canonical form for {type(value)}")


def json_text(document: Mapping[str, Any]) -> str:
    """JSON as files hold it."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def build_files(
    contract: Contract,
    tables: Mapping[str, pa.Table],
    *,
    version: str,
    released: date | None,
    reports: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """All files of a state by name: tables, contract, codebook, reports, manifest, and the descriptors of a release."""
    files = {f"{name}.parquet": parquet_bytes(table) for name, table in tables.items()}
    if released is not None:
        written = {
            n: TableFile(t.num_rows, len(c := files[f"{n}.parquet"]), hashlib.sha256(c).hexdigest())
            for n, t in tables.items()
        }
        publishers = tuple(sorted(set(tables["sources"].column("publisher").to_pylist())))
        release = Release(version, released, written, publishers=publishers)
        files["datapackage.json"] = json_text(datapackage(contract, release)).encode()
        files["croissant.json"] = json_text(croissant(contract, release)).encode()
    files |= {name: json_text(document).encode() for name, document in contract.files.items()}
    files |= {name: text.encode() for name, text in (reports or {}).items()}
    files["CODEBOOK.md"] = codebook(contract, version=version).encode()
    about: dict[str, dict[str, Any]] = {}
    for name, content in files.items():
        about[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
        table = tables.get(name.removesuffix(".parquet"))
        if table is not None and name.endswith(".parquet"):
            about[name] |= {"rows": table.num_rows, "content_sha256": content_hash(table)}
    manifest = {
        "version": version,
        "released": released.isoformat() if released else None,
        "files": dict(sorted(about.items())),
    }
    return files | {MANIFEST: json_text(manifest).encode()}


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in sorted(files.items()):
        with (folder / name).open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
    _sync(folder)


def _sync(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def stage(parent: Path, files: Mapping[str, bytes]) -> Path:
    """A complete folder beside its final place; removed again if writing fails."""
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".stage-", dir=parent))
    try:
        _write(folder, files)
        folder.chmod(0o755)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def builds_of(link: Path) -> Path:
    """Folder beside a state's name in which the folder lies that the name leads to."""
    return link.with_name(f"{link.name}-builds")


def publish_unreleased(root: Path, files: Mapping[str, bytes], *, name: str = ".tables") -> Path:
    """Put a state at `root/name`; what was there stays whole until the new one has replaced it.

    Two builds at once wait for each other. `ConflictDataError` where the name belongs to a folder that is no folder of tables.
    """
    link = root / name
    if link.exists() and not (link / CONTRACT_FILE).is_file() and (link.is_file() or any(link.iterdir())):
        raise ConflictDataError(f"{link}: is there and holds no tables; it would be replaced: choose another name")
    builds = builds_of(link)
    builds.mkdir(parents=True, exist_ok=True)
    with filelock.FileLock(builds / LOCK):
        final = builds / hashlib.sha256(files[MANIFEST]).hexdigest()[:16]
        if not _is_whole(final, files):
            staged = stage(builds, files)
            if final.exists():
                shutil.rmtree(final)
            staged.rename(final)
        fresh = root / f"{name}.new"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(final.relative_to(root), target_is_directory=True)
        if link.is_dir() and not link.is_symlink():
            shutil.rmtree(link)
        fresh.replace(link)
        _sync(root)
        for old in builds.iterdir():
            if old.is_dir() and old != final:
                shutil.rmtree(old, ignore_errors=True)
    return link


def _is_whole(folder: Path, files: Mapping[str, bytes]) -> bool:
    """True where the folder already is the state: it may be the one that readers have open, and is left alone."""
    manifest = folder / MANIFEST
    return manifest.is_file() and manifest.read_bytes() == files[MANIFEST] and not integrity.faults(folder)
