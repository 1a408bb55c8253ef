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
SHARD_ROWS = 2_000
"""Documents of a Parquet file that make one shard, at least: few enough that all processes have work and a kill costs little."""
MOST_SHARDS = 50
"""Shards of one row group: each of them reads it from its beginning."""
SHARD_FILES = 500
"""Texts of a folder that make one shard."""
BATCH_ROWS = 500
"""Documents in memory at a time, for each worker, at most."""
BATCH_BYTES = 32 * 2**20
"""Bytes of documents in memory at a time, for each worker, as far as their sizes are known beforehand."""
READ_BYTES = 2**20
"""Bytes of a column that are read at a time: a row group may be larger than the memory."""


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


DIED = "the process that read it died"
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
            size = max(SHARD_ROWS, -(-rows // MOST_SHARDS))
            for start in range(0, rows, size):
                shards.append(Shard(len(shards), root, (name,), group, start, min(rows, start + size)))
    return shards


def batches(
    shard: Shard,
    start: int,
    stop: int,
    *,
    columns: dict[str, str],
    language: str | None,
    skip: frozenset[int] = frozenset(),
) -> Iterator[tuple[pa.RecordBatch, Unread]]:
    """Documents `start` to `stop` of a shard in batches, each with the documents that could not be opened.

    `language` stands in where the corpus names none. Documents whose number is in `skip` are not touched.
    """
    if shard.row_group is None:
        first = start
        while first < stop:
            last = _last(shard, first, stop)
            died = [(shard.names[i], DIED) for i in range(first, last) if i in skip]
            batch, unread = _pages(shard.root, [shard.names[i] for i in range(first, last) if i not in skip], language)
            yield batch, died + unread
            first = last
        return
    with pq.ParquetFile(shard.root / shard.names[0], pre_buffer=False, buffer_size=READ_BYTES) as file:
        there = set(file.schema_arrow.names)
        wanted = {ours: columns.get(ours, ours) for ours in INPUT if columns.get(ours, ours) in there}
        before = 0
        group = file.metadata.row_group(shard.row_group)
        rows = BATCH_BYTES * group.num_rows // max(1, group.total_byte_size)
        for batch in file.iter_batches(
            max(1, min(BATCH_ROWS, rows)), row_groups=[shard.row_group], columns=list(dict.fromkeys(wanted.values()))
        ):
            first, last = max(start, before), min(stop, before + batch.num_rows)
            if first < last:
                part = _named(batch.slice(first - before, last - first), wanted, language)
                kept = [i for i in range(last - first) if first + i not in skip]
                died = [(str(part.column("id")[i - first].as_py()), DIED) for i in sorted(skip) if first <= i < last]
                yield part.take(pa.array(kept, pa.int64())) if died else part, died
            before += batch.num_rows
            if before >= stop:
                return


def _last(shard: Shard, first: int, stop: int) -> int:
    """End of the batch of texts that begins with `first`; a file that is gone has no size here and a reason later."""
    size = 0
    for number in range(first, min(stop, first + BATCH_ROWS)):
        path = shard.root / shard.names[number]
        size += path.stat().st_size if path.is_file() else 0
        if size > BATCH_BYTES:
            return max(first + 1, number)
    return min(stop, first + BATCH_ROWS)


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
