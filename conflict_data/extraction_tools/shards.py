"""A corpus cut into shards: a Parquet file, a folder of Parquet files, or a folder of texts and pages.

The cut depends on the corpus alone, never on the number of workers, so that the same corpus gives the same files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from conflict_data.errors import ConflictDataError, InputError, choose
from conflict_data.extraction_tools.batch import INPUT
from conflict_data.extraction_tools.page import HTML_SUFFIXES, language_of, read_page

TEXT_SUFFIXES = (".txt", ".md", *HTML_SUFFIXES)
SHARD_ROWS = 10_000
"""Documents of a Parquet file that make one shard."""
SHARD_FILES = 500
"""Texts of a folder that make one shard."""
BATCH_ROWS = 500
"""Documents in memory at a time, for each worker."""


@dataclass(frozen=True)
class Shard:
    """Documents `start` to `stop` of a row group, or of a list of files; the unit that is done as a whole or not at all."""

    index: int
    root: Path
    names: tuple[str, ...]
    """The Parquet file, or the texts, relative to `root`."""
    row_group: int | None
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


Unread = list[tuple[str, str]]
"""Documents that could not even be opened: identifier and reason."""


def renamed(options: Iterable[str]) -> dict[str, str]:
    """`("id=doc_id",)` → our column → theirs; `ConflictDataError` for anything else."""
    found: dict[str, str] = {}
    for option in options:
        ours, sign, theirs = option.partition("=")
        if not sign or not theirs or ours not in INPUT:
            raise ConflictDataError(f"--column {option!r}: write OURS=THEIRS; {choose(ours, INPUT)}")
        found[ours] = theirs
    return found


def plan(source: Path, *, columns: dict[str, str]) -> list[Shard]:
    """The shards of a corpus in order; `ConflictDataError` says what is wrong with it."""
    if source.is_file():
        return _of_parquet([source], source.parent, columns)
    parquet = sorted(source.rglob("*.parquet"))
    texts = sorted(p for p in source.rglob("*") if p.suffix.lower() in TEXT_SUFFIXES and p.is_file())
    if parquet and texts:
        raise ConflictDataError(f"{source}: holds both Parquet files and texts: give one of them")
    if not parquet and not texts:
        raise ConflictDataError(f"{source}: no .parquet and no {', '.join(TEXT_SUFFIXES)} file in it")
    if parquet:
        return _of_parquet(parquet, source, columns)
    if columns:
        raise ConflictDataError(f"{source}: a folder of texts has no columns: leave --column out")
    names = [path.relative_to(source).as_posix() for path in texts]
    chunks = [tuple(names[i : i + SHARD_FILES]) for i in range(0, len(names), SHARD_FILES)]
    return [Shard(i, source, chunk, None, 0, len(chunk)) for i, chunk in enumerate(chunks)]


def _of_parquet(files: list[Path], root: Path, columns: dict[str, str]) -> list[Shard]:
    shards: list[Shard] = []
    for path in files:
        name = path.relative_to(root).as_posix()
        try:
            about = pq.read_metadata(path)
        except (pa.ArrowException, OSError) as error:
            raise ConflictDataError(f"{path}: not a Parquet file: {error}") from error
        there = about.schema.to_arrow_schema().names
        for ours in INPUT:
            theirs = columns.get(ours, ours)
            if theirs not in there and (ours in INPUT[:2] or ours in columns):
                raise ConflictDataError(
                    f"{path}: no column {theirs!r} for {ours}: {choose(theirs, there)}; use --column {ours}=THEIRS"
                )
        for group in range(about.num_row_groups):
            rows = about.row_group(group).num_rows
            for start in range(0, rows, SHARD_ROWS):
                shards.append(Shard(len(shards), root, (name,), group, start, min(rows, start + SHARD_ROWS)))
    return shards


def batches(
    shard: Shard, start: int, stop: int, *, columns: dict[str, str], language: str | None
) -> Iterator[tuple[int, pa.RecordBatch, Unread]]:
    """Documents `start` to `stop` of a shard in batches: number of the first, the batch, and what could not be opened.

    `language` stands in where the corpus names none.
    """
    if shard.row_group is None:
        for first in range(start, stop, BATCH_ROWS):
            last = min(stop, first + BATCH_ROWS)
            yield (first, *_pages(shard.root, shard.names[first:last], language))
        return
    with pq.ParquetFile(shard.root / shard.names[0], pre_buffer=False) as file:
        there = set(file.schema_arrow.names)
        wanted = {ours: columns.get(ours, ours) for ours in INPUT if columns.get(ours, ours) in there}
        before = 0
        for batch in file.iter_batches(
            BATCH_ROWS, row_groups=[shard.row_group], columns=list(dict.fromkeys(wanted.values()))
        ):
            first, last = max(start, before), min(stop, before + batch.num_rows)
            if first < last:
                part = batch.slice(first - before, last - first)
                yield first, _named(part, wanted, language), []
            before += batch.num_rows
            if before >= stop:
                return


def _named(batch: pa.RecordBatch, wanted: dict[str, str], language: str | None) -> pa.RecordBatch:
    arrays = {ours: batch.column(theirs) for ours, theirs in wanted.items()}
    if language is not None:
        spoken = arrays.get("language")
        arrays["language"] = (
            pa.array([language] * batch.num_rows) if spoken is None else spoken.cast(pa.string()).fill_null(language)
        )
    return pa.RecordBatch.from_arrays(list(arrays.values()), names=list(arrays))


def _pages(root: Path, names: Iterable[str], language: str | None) -> tuple[pa.RecordBatch, Unread]:
    rows: list[tuple[Any, ...]] = []
    unread: Unread = []
    for name in names:
        try:
            page = read_page(root / name, name=name)
            rows.append((name, page.text, page.published, language_of(page, language)))
        except InputError as error:
            unread.append((name, str(error).removeprefix(f"{name}: ")))
    types = (pa.string(), pa.string(), pa.date32(), pa.string())
    columns = list(zip(*rows, strict=True)) or [()] * len(INPUT)
    return pa.RecordBatch.from_arrays(
        [pa.array(c, t) for c, t in zip(columns, types, strict=True)], names=list(INPUT)
    ), unread
