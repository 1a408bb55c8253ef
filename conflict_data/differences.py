"""What differs between two states of a table: records added and removed, and cells that changed.

`compare` works on any two frames with a unique key; `diff` does so for two versions, or a version and a folder, and adds reasons and risk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from conflict_data import store
from conflict_data.contract import ITEM_SEPARATOR, Table
from conflict_data.errors import ConflictDataError
from conflict_data.states import State, spec_of, states, tables_of
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl

WHOLE = "*"
COLUMNS = ("table", "record_id", "change", "field", "old_value", "new_value", "risk", "reason", "source_id", "credit")


@dataclass(frozen=True)
class Difference:
    """How to get from one frame to another with the same key.

    `cells` has for each column that changed a frame of the key columns, `old` and `new`, typed as the column.
    """

    key: tuple[str, ...]
    columns: tuple[str, ...]
    """Columns of the new frame, in its order."""
    added: pl.DataFrame
    removed: pl.DataFrame
    cells: Mapping[str, pl.DataFrame]

    @property
    def is_empty(self) -> bool:
        """True where the two frames say the same and have the same columns."""
        return (
            not len(self.added)
            and not len(self.removed)
            and not self.cells
            and set(self.added.columns) == set(self.removed.columns)
        )

    def inverse(self) -> Difference:
        """The way back."""
        cells = {
            name: frame.rename({"old": "new", "new": "old"}).select(*self.key, "old", "new")
            for name, frame in self.cells.items()
        }
        return Difference(self.key, tuple(self.removed.columns), self.removed, self.added, cells)

    def apply(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The new frame from the old one, sorted by key; `ConflictDataError` where the frame is not the old one."""
        import polars as pl

        key = list(self.key)
        gone = frame.join(self.removed.select(key), on=key, how="semi", nulls_equal=True)
        if len(gone) != len(self.removed):
            raise ConflictDataError("the difference removes records that the frame does not hold")
        kept = frame.join(self.removed.select(key), on=key, how="anti", nulls_equal=True)
        for name, changes in self.cells.items():
            if name not in kept.columns:
                kept = kept.with_columns(pl.lit(None, dtype=changes.schema["new"]).alias(name))
            joined = kept.join(
                changes.with_columns(pl.lit(True).alias("_hit")),
                on=key,
                how="left",
                nulls_equal=True,
                maintain_order="left",
            )
            hit = joined["_hit"].fill_null(False)
            if not joined.filter(hit)[name].eq_missing(joined.filter(hit)["old"].cast(joined.schema[name])).all():
                raise ConflictDataError(f"the difference changes {name} from values that the frame does not hold")
            dtype = changes.schema["new"]
            kept = joined.with_columns(
                pl.when(pl.col("_hit")).then(pl.col("new")).otherwise(pl.col(name).cast(dtype)).alias(name)
            ).drop("old", "new", "_hit")
        for name in self.columns:
            if name not in kept.columns:
                kept = kept.with_columns(pl.lit(None, dtype=self.added.schema[name]).alias(name))
        kept = kept.select(pl.col(c).cast(self.added.schema[c]) for c in self.columns)
        return pl.concat([kept, self.added.select(self.columns)]).sort(key, nulls_last=True)


def _unique(frame: pl.DataFrame, key: Sequence[str], which: str) -> None:
    distinct = frame.select(key).n_unique()
    if distinct != len(frame):
        twice = frame.select(key).filter(frame.select(key).is_duplicated()).row(0)
        raise ConflictDataError(
            f"the {which} frame has {len(frame) - distinct} repeated keys; the first is {ITEM_SEPARATOR.join(map(str, twice))}"
        )


def _comparable(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as strings: the same code is equal whatever else its version's list holds."""
    import polars as pl

    codes = [c for c, t in frame.schema.items() if isinstance(t, pl.Enum | pl.Categorical)]
    return frame.with_columns(pl.col(codes).cast(pl.String)) if codes else frame


def _aligned(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both frames with the columns of both, in one order and of one type; what one lacks is null there."""
    import polars as pl

    left, right = [], []
    for name in dict.fromkeys((*new.columns, *old.columns)):
        a, b = old.schema.get(name), new.schema.get(name)
        numbers = a is not None and b is not None and a.is_numeric() and b.is_numeric()
        kind: Any = (a or b) if a is None or b is None or a == b else pl.Float64() if numbers else pl.String()
        left.append((pl.lit(None) if a is None else pl.col(name)).cast(kind).alias(name))
        right.append((pl.lit(None) if b is None else pl.col(name)).cast(kind).alias(name))
    return old.select(left), new.select(right)


def _match(
    left: pl.DataFrame, right: pl.DataFrame, key: list[str]
) -> tuple[pl.Series, pl.Series, pl.Series, pl.Series] | None:
    """Row numbers: removed, added, and the pairs that differ (old, new); None where hashes of two keys are equal.

    Rows are compared by 64-bit hashes, so that only those that differ are ever brought side by side.
    """
    import polars as pl

    a = pl.DataFrame({"k": left.select(key).hash_rows(), "h": left.hash_rows()}).with_row_index("o")
    b = pl.DataFrame({"k": right.select(key).hash_rows(), "h": right.hash_rows()}).with_row_index("n")
    if a["k"].n_unique() != len(a) or b["k"].n_unique() != len(b):
        return None
    joined = a.lazy().join(b.lazy(), on="k", how="left")
    found = (
        joined.filter(pl.col("n").is_null() | (pl.col("h") != pl.col("h_right"))).select("o", "n").collect().sort("o")
    )
    added = b.join(a, on="k", how="anti")["n"].sort()
    removed = found.filter(pl.col("n").is_null())["o"]
    changed = found.filter(pl.col("n").is_not_null())
    return removed, added, changed["o"], changed["n"]


def _match_exactly(
    left: pl.DataFrame, right: pl.DataFrame, key: list[str]
) -> tuple[pl.Series, pl.Series, pl.Series, pl.Series]:
    """The same by the keys themselves; all pairs count as differing."""
    a, b = left.select(key).with_row_index("o"), right.select(key).with_row_index("n")
    both = a.join(b, on=key, how="inner", nulls_equal=True).sort("o")
    removed = a.join(b, on=key, how="anti", nulls_equal=True)["o"].sort()
    added = b.join(a, on=key, how="anti", nulls_equal=True)["n"].sort()
    return removed, added, both["o"], both["n"]


def compare(old: pl.DataFrame, new: pl.DataFrame, *, key: Sequence[str]) -> Difference:
    """Difference between two frames; rows are matched by `key`, which must be unique in both.

    A column that only one of them has counts as null in the other. Raises `ConflictDataError` for a repeated key.
    """
    for frame, which in ((old, "old"), (new, "new")):
        missing = [k for k in key if k not in frame.columns]
        if missing:
            raise ConflictDataError(f"the {which} frame has no key column {', '.join(missing)}")
    old, new = _comparable(old), _comparable(new)
    names = list(key)
    left, right = _aligned(old, new)
    matched = _match(left, right, names)
    if matched is None or not left[matched[2]].select(names).equals(right[matched[3]].select(names)):
        _unique(old, names, "old")
        _unique(new, names, "new")
        matched = _match_exactly(left, right, names)
    removed, added, at_old, at_new = matched
    a, b = left[at_old], right[at_new]
    cells: dict[str, pl.DataFrame] = {}
    for name in left.columns:
        if name in names:
            continue
        changed = a[name].ne_missing(b[name])
        if changed.any():
            values = (a[name].filter(changed).alias("old"), b[name].filter(changed).alias("new"))
            cells[name] = b.select(names).filter(changed).with_columns(values)
    return Difference(tuple(names), tuple(new.columns), new[added], old[removed], cells)


def risk_of(table: Table, field: str, *, change: str) -> str:
    """high, medium or low: how much a change may matter to a result that rests on the table.

    High: a record is gone, or a value that needs evidence (dates, sides, counts) differs. Medium: a new record, or another coded value
    differs. Low: text for people and what is computed from other columns.
    """
    if change in ("retired", "merged", "removed"):
        return "high"
    column = table.columns.get(field)
    if change == "added" or column is None:
        return "medium"
    if column.evidence == "required":
        return "high"
    is_prose = column.type == "string" and not column.codelist and not column.items_codelist and column.ref is None
    return "low" if is_prose or column.is_derived else "medium"


def _text(frame: pl.DataFrame, column: str) -> pl.Expr:
    import polars as pl

    kind = frame.schema[column]
    if isinstance(kind, pl.Datetime):
        return pl.col(column).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
    return pl.col(column).cast(pl.String)


def _record(key: Sequence[str]) -> pl.Expr:
    import polars as pl

    return pl.concat_str([pl.col(k).cast(pl.String) for k in key], separator=ITEM_SEPARATOR).alias("record_id")


def listed(difference: Difference, table: Table, *, fates: Mapping[str, str] | None = None) -> pl.DataFrame:
    """A difference as rows (see `diff`), removals first; `fates` tells what became of removed records (retired, merged)."""
    import polars as pl

    parts: list[pl.DataFrame] = []
    key, schema = difference.key, dict.fromkeys(COLUMNS, pl.String)

    def whole(frame: pl.DataFrame, change: str) -> None:
        if len(frame):
            rows = frame.select(_record(key)).sort("record_id")
            if change == "removed" and fates:
                kinds = rows.with_columns(
                    pl.col("record_id")
                    .replace_strict(dict(fates), default="removed", return_dtype=pl.String)
                    .alias("change")
                )
            else:
                kinds = rows.with_columns(pl.lit(change).alias("change"))
            parts.append(
                kinds.with_columns(
                    pl.lit(table.name).alias("table"),
                    pl.lit(WHOLE).alias("field"),
                    pl.lit(risk_of(table, WHOLE, change=change)).alias("risk"),
                )
            )

    whole(difference.removed, "removed")
    changed = [
        frame.select(
            _record(key), pl.lit("corrected").alias("change"), pl.lit(table.name).alias("table"), pl.lit(name).alias("field"),
            _text(frame, "old").alias("old_value"), _text(frame, "new").alias("new_value"), pl.lit(risk_of(table, name, change="corrected")).alias("risk"),
        )
        for name, frame in difference.cells.items()
    ]  # fmt: skip
    if changed:
        order = {name: i for i, name in enumerate(table.columns)}
        cells = pl.concat(changed).with_columns(
            pl.col("field").replace_strict(order, default=len(order), return_dtype=pl.Int64).alias("_o")
        )
        parts.append(cells.sort("record_id", "_o").drop("_o"))
    whole(difference.added, "added")
    if not parts:
        return pl.DataFrame(schema=schema)
    return (
        pl.concat(parts, how="diagonal")
        .pipe(lambda f: f.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in COLUMNS if c not in f.columns))
        .select(pl.col(c).cast(pl.String) for c in COLUMNS)
    )


def diff(table: str, old: Version, new: Version = None) -> pl.DataFrame:
    """Every difference of a table between two states: versions, folders of tables, or one of each.

    Parameters
    ----------
    table : name of a table of either state; where the new one has it, its key comes from the new one's contract.
    old, new : versions ("0.1.0") or folders; None for the newest release. A folder without a contract of its own holds `<table>.parquet` or
        `<table>.csv` of anyone's, which is read by the contract of the other state and compared in the columns that both have.

    Returns
    -------
    One row a change, removals first, then corrections by record, then additions: `table`, `record_id`, `change` (retired, merged, removed,
    corrected, added), `field` ("*" for a whole record), `old_value`, `new_value` (text), `risk` (high, medium, low; see `risk_of`), and
    `reason`, `source_id`, `credit` where the new state explains the change.
    """
    before, after = states(old, new)
    spec = spec_of(table, before, after).contract.tables[table]
    left, right = before.frame(table), after.frame(table)
    if table not in after.tables:
        right = left.clear()
    elif table not in before.tables:
        left = right.select(spec.key).clear()
    elif before.is_bare or after.is_bare:
        key, a, b = set(spec.key), set(left.columns), set(right.columns)
        left, right = (
            left.select(c for c in left.columns if c in b | key),
            right.select(c for c in right.columns if c in a | key),
        )
    fates, reasons = ({}, None) if after.is_bare else _explanations(table, before, after)
    found = listed(compare(left, right, key=spec.key), spec, fates=fates)
    if reasons is None:
        return found
    bare = found.drop("reason", "source_id", "credit")
    return bare.join(reasons, on=["record_id", "field"], how="left", maintain_order="left").select(COLUMNS)


def _explanations(table: str, before: State, after: State) -> tuple[dict[str, str], pl.DataFrame]:
    """What the new state says became of records, and its last reason for each cell that has changed since the old one."""
    import polars as pl

    stones = after.frame("tombstones").with_columns(pl.col("status").cast(pl.String))
    fates = dict(stones.select("record_id", "status").iter_rows())
    told = after.frame("changes").filter(pl.col("table").cast(pl.String) == table)
    numbers = {v: store.number(v) for v in told["version"].unique() if v.replace(".", "").isdigit()}
    last = store.label(before.version)
    if last in numbers:
        since = [v for v, n in numbers.items() if n > numbers[last]]
        told = told.filter(pl.col("version").is_in(since) | ~pl.col("version").is_in(list(numbers)))
    order = {v: i for i, v in enumerate(sorted(numbers, key=lambda v: numbers[v]))}
    told = told.sort(pl.col("version").replace_strict(order, default=len(order), return_dtype=pl.Int64))
    keys = ["record_id", "field"]
    none = pl.lit(None, pl.String)
    reasons = pl.concat([
        told.select(*keys, "reason", "source_id", "credit"),
        stones.select("record_id", pl.lit(WHOLE).alias("field"), "reason", none.alias("source_id"), none.alias("credit")),
    ]).filter(pl.col("reason").is_not_null())  # fmt: skip
    return fates, reasons.unique(keys, keep="last", maintain_order=True)


def diff_all(old: Version, new: Version = None, *, tables: Sequence[str] | None = None) -> pl.DataFrame:
    """`diff` of several tables, all of either state if none are named, removals of every table first."""
    import polars as pl

    names = tables_of(old, new) if tables is None else tables
    found = pl.concat(
        [pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String)), *(diff(name, old, new) for name in names)]
    )
    rank = pl.col("change").replace_strict({"corrected": 1, "added": 2}, default=0, return_dtype=pl.Int8)
    return found.sort(rank, maintain_order=True)
