"""Check any frame against the contract of a table: types, codes, ranges, keys and row rules, with every failure named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from conflict_data.contract import Contract
from conflict_data.errors import IntegrityError, MissingExtraError, ValidationError, choose
from conflict_data.loading import contract_of
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl

    from conflict_data.mappings.report import Report

SHOWN = 10
SEPARATORS = ",;\t|"


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


def _conform(frame: pl.DataFrame, schema: Any) -> tuple[pl.DataFrame, list[dict[str, Any]]]:
    """Codes of other engines, which come as categories or strings, as the Enum of the contract, and what is no code of it."""
    import polars as pl

    casts, failures = [], []
    for name, column in schema.columns.items():
        target = column.dtype.type
        if name not in frame.columns or not isinstance(target, pl.Enum):
            continue
        have = frame.schema[name]
        if have == target or not isinstance(have, pl.Categorical | pl.Enum | pl.String):
            continue
        text = frame[name].cast(pl.String)
        allowed = target.categories
        unknown = text.is_not_null() & ~text.is_in(allowed.implode())
        words = {v: f"is no code of the contract: {choose(v, allowed)}" for v in text.filter(unknown).unique()}
        failures += [
            {"rule": "code", "row": row, "column": name, "value": text[row], "message": words[text[row]]}
            for row in unknown.arg_true()
        ]
        casts.append(text.cast(target, strict=False).alias(name))
    return frame.with_columns(casts), failures


def _failures(cases: pl.DataFrame, document: Contract, table: str, key: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """pandera's failures with the rule's words, or with words for what pandera calls by the name of its check."""
    from conflict_data.rules import all_rules

    rules = {rule.id: rule for rule in all_rules(document)}
    absent = {str(c["failure_case"]) for c in cases.iter_rows(named=True) if c["check"] == "column_in_dataframe"}
    for case in cases.iter_rows(named=True):
        check, column, value = str(case["check"]), str(case["column"]), str(case["failure_case"])
        rule = rules.get(check)
        if rule is not None:
            if absent and case["index"] is None:
                continue  # it could not be computed without the missing columns, which are told
            yield {
                "rule": rule.id,
                "row": case["index"],
                "column": ", ".join(rule.columns),
                "value": None,
                "message": rule.words,
            }
            continue
        words = {
            "column_in_dataframe": "is missing",
            "column_in_schema": f"is no column of {table}",
            "column_ordered": "stands in another place than the contract gives it",
            "not_nullable": "is empty, and may not be",
            "multiple_fields_uniqueness": "the key stands more than once",
        }.get(check, f"fails {check}")
        if check.startswith("column_"):
            column, shown = value, None
        elif check == "multiple_fields_uniqueness":
            column, shown = ", ".join(key.columns), ", ".join(map(str, key.row(int(case["index"]))))
        elif check.startswith("dtype("):
            shown, words = (
                value,
                f"has another type than {'an Enum over its codes' if 'Enum(' in check else check[7:-2]}",
            )
        else:
            shown = None if check == "not_nullable" else value
        yield {"rule": check, "row": case["index"], "column": column, "value": shown, "message": words}


def read_cells(file: Path) -> pl.DataFrame:
    """A Parquet file, or a CSV file with every cell as the text that it is; `IntegrityError` where it is neither.

    What separates the cells of a CSV file (comma, semicolon, tab or bar) is seen from its header.
    """
    import polars as pl

    try:
        if file.suffix == ".parquet":
            return pl.read_parquet(file)
        with file.open(encoding="utf-8-sig") as lines:
            header = lines.readline()
        separator = max(SEPARATORS, key=header.count)
        return pl.read_csv(file, infer_schema=False, separator=separator)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as error:
        raise IntegrityError(f"{file}: not readable as {'Parquet' if file.suffix == '.parquet' else 'CSV in UTF-8'}: {error}") from error  # fmt: skip


@overload
def validate(frame: Any, table: str, *, mapping: None = ..., version: Version = ...) -> pl.DataFrame: ...
@overload
def validate(frame: Any, table: str, *, mapping: str | Path, version: Version = ...) -> Report: ...


def validate(
    frame: Any, table: str, *, mapping: str | Path | None = None, version: Version = None
) -> pl.DataFrame | Report:
    """Check a frame as a table of the contract; returns it as polars frame if nothing fails.

    With a mapping the frame is somebody else's, with columns of its own, and what is returned is a report on it: rules that its rows
    break, cells that could not be read, rules that do not apply and why, and what the contract would want beside. Faults of the data are then
    in the report and are not raised.

    Parameters
    ----------
    frame : polars DataFrame, pandas DataFrame, pyarrow Table or DuckDB relation with the table's columns, or the path of a CSV or Parquet
        file (the better way: whoever makes a frame of a CSV file may have turned its cells into something else).
    table : table as which it is checked.
    mapping : name of a mapping of the package (`ucdp_ged`, `acled`, `massive_missile_attacks`) or path of one of your own;
        conflict_data/mappings/README.md tells how to write one.
    version : version whose contract is used; None for the newest.

    Raises
    ------
    InputError: with a mapping, where the mapping is wrong or the file lacks a column that it names.
    ValidationError: without a mapping; its `failures` is a polars frame with one row a failure: `rule`, `row` (number in the frame, null for the whole
        column), `column`, `value`, `message`.
    TypeError: for a LazyFrame, of which no values would be checked.
    """
    import polars as pl

    document = contract_of(version)
    spec = document.table(table)
    if mapping is not None:
        from conflict_data.mappings.model import read_mapping
        from conflict_data.mappings.report import check_mapped

        ours = read_mapping(mapping, document)
        foreign = read_cells(Path(frame)) if isinstance(frame, str | Path) else as_polars(frame)
        return check_mapped(foreign, table, ours, document)
    data = read_cells(Path(frame)) if isinstance(frame, str | Path) else as_polars(frame)
    try:
        import pandera.errors

        from conflict_data.derive.pandera import pandera_schema
    except ImportError as error:
        raise MissingExtraError("validate()", "validate", "pandera") from error
    from conflict_data.cells import typed
    from conflict_data.derive.frames import plain_schema
    from conflict_data.derive.violations import is_clean

    schema = pandera_schema(document, table)
    if not set(spec.key) <= set(data.columns):
        schema.unique = None  # without its columns pandera's check of the key fails instead of finding failures
    rows: list[dict[str, Any]] = []
    if isinstance(frame, str | Path) and Path(frame).suffix != ".parquet":
        data, rows = typed(data, plain_schema(document, table))
    data, unknown = _conform(data, schema)
    rows += unknown
    if not rows and is_clean(data, document, table):
        return data
    try:
        schema.validate(data, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        known = {(r["row"], r["column"]) for r in rows}
        key = data.select(k for k in spec.key if k in data.columns)
        found = _failures(errors.failure_cases, document, table, key)
        rows += [f for f in found if f["rule"] != "not_nullable" or (f["row"], f["column"]) not in known]
    if rows:
        kinds = {"rule": pl.String, "row": pl.Int64, "column": pl.String, "value": pl.String, "message": pl.String}
        failures = pl.DataFrame(rows, schema=kinds).sort("row", nulls_last=False, maintain_order=True)
        shown = [
            f"  {'' if f['row'] is None else 'row {}, '.format(f['row'])}{f['column']}: {f['message']}"
            + (f" (value {f['value']})" if f["value"] is not None else "")
            for f in failures.head(SHOWN).iter_rows(named=True)
        ]
        more = f"\n  ... and {len(failures) - SHOWN} more" if len(failures) > SHOWN else ""
        head = f"not a valid table {table!r} (key {', '.join(spec.key)}): {len(failures)} failures\n"
        raise ValidationError(head + "\n".join(shown) + more, failures)
    return data
