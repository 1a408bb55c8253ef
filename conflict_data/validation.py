"""Check any frame against the contract of a table: types, codes, ranges, keys and row rules, with every failure named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from conflict_data.errors import MissingExtraError, ValidationError
from conflict_data.loading import contract_of
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl

SHOWN = 10


def as_polars(frame: Any) -> pl.DataFrame:
    """A polars, pandas or Arrow frame or a DuckDB relation as an eager polars frame; `TypeError` for anything else."""
    import polars as pl

    if isinstance(frame, pl.DataFrame):
        return frame
    if isinstance(frame, pl.LazyFrame):
        raise TypeError(
            "validate needs an eager frame: values of a LazyFrame would not be checked; call .collect() first"
        )
    module = type(frame).__module__.split(".")[0]
    if module == "pandas":
        return pl.from_pandas(frame)
    if module == "pyarrow":
        return pl.DataFrame(pl.from_arrow(frame))
    if module in ("duckdb", "_duckdb"):
        return pl.DataFrame(frame.pl())
    raise TypeError(
        f"validate needs a polars, pandas or pyarrow frame or a DuckDB relation, not {type(frame).__name__}"
    )


def _conform(frame: pl.DataFrame, schema: Any) -> pl.DataFrame:
    """Codes of other engines, which come as categories or strings, as the Enum of the contract where all of them are codes."""
    import polars as pl

    casts = []
    for name, column in schema.columns.items():
        target = column.dtype.type
        if name not in frame.columns or not isinstance(target, pl.Enum):
            continue
        have = frame.schema[name]
        if have != target and isinstance(have, pl.Categorical | pl.Enum | pl.String):
            values = set(frame[name].cast(pl.String).drop_nulls().unique().to_list())
            if values <= set(target.categories.to_list()):
                casts.append(pl.col(name).cast(pl.String).cast(target))
    return frame.with_columns(casts)


def validate(frame: Any, table: str, *, version: Version = None) -> pl.DataFrame:
    """Check a frame as a table of the contract; returns it as polars frame if nothing fails.

    Parameters
    ----------
    frame : polars DataFrame, pandas DataFrame, pyarrow Table or DuckDB relation with the table's columns.
    table : table as which it is checked.
    version : version whose contract is used; None for the newest.

    Raises
    ------
    ValidationError: its `failures` is a polars frame with one row a failure: `rule`, `row` (number in the frame, null for the whole
        column), `column`, `value`, `message`.
    TypeError: for a LazyFrame, of which no values would be checked.
    """
    import polars as pl

    data = as_polars(frame)
    document = contract_of(version)
    spec = document.table(table)
    try:
        import pandera.errors

        from conflict_data.derive.pandera import pandera_schema
    except ImportError as error:
        raise MissingExtraError("validate()", "validate", "pandera") from error
    from conflict_data.rules import all_rules

    from conflict_data.derive.violations import is_clean

    schema = pandera_schema(document, table)
    data = _conform(data, schema)
    if is_clean(data, document, table):
        return data
    try:
        schema.validate(data, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        rules = {rule.id: rule for rule in all_rules(document)}
        rows = []
        for failure in errors.failure_cases.iter_rows(named=True):
            rule = rules.get(str(failure["check"]))
            column = ", ".join(rule.columns) if rule else str(failure["column"])
            value = None if rule else str(failure["failure_case"])
            message = rule.words if rule else f"fails {failure['check']}"
            rows.append(
                {
                    "rule": rule.id if rule else str(failure["check"]),
                    "row": failure["index"],
                    "column": column,
                    "value": value,
                    "message": message,
                }
            )
        kinds = {"rule": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String, "message": pl.String}
        failures = pl.DataFrame(rows, schema=kinds).sort("row", "rule", "column", nulls_last=False)
        shown = [
            f"  row {f['row']}, {f['column']}: {f['message']}"
            + (f" (value {f['value']})" if f["value"] is not None else "")
            for f in failures.head(SHOWN).iter_rows(named=True)
        ]
        more = f"\n  ... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
        key = ", ".join(spec.key)
        raise ValidationError(
            f"not a valid table {table!r} (key {key}): {len(failures)} failures\n" + "\n".join(shown) + more, failures
        ) from None
    return data
