"""The published rules and how they are run: row rules in polars (or DuckDB), queries over several tables in DuckDB.

Beside the tables, queries may use these relations:

* `required_values(table_name, record_id, field)`: every non-null value that needs evidence, one row per field of evidence;
* `records(table_name, record_id)`: every record that can be spoken of by one identifier;
* `fields(table_name, field, is_joined)`: every field that evidence can speak of, and whether its column joins several items;
* `previous_records(table_name, record_id)`: records of the version before, empty without one;
* `build(release_date)`: one row with the day of the release, empty where none is given.

Instants are UTC without a zone in queries, so that no answer depends on a session's time zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from conflict_data.contract import ITEM_SEPARATOR, Contract, Rule, Table
from conflict_data.derive.examples import frame_of
from conflict_data.derive.uniform_rules import uniform_rules
from conflict_data.errors import ContractError, MissingExtraError

if TYPE_CHECKING:
    import duckdb

RECORD_COLUMNS = {"table_name": pl.String, "record_id": pl.String}
FAILURE_COLUMNS = ("table_name", "record_id", "detail")


@dataclass(frozen=True, order=True)
class RuleFailure:
    """One record that breaks one rule."""

    rule_id: str
    severity: str
    table: str
    record_id: str
    columns: tuple[str, ...]
    detail: str

    def __str__(self) -> str:
        return f"{self.table} {self.record_id}: {self.detail} [{self.rule_id}, {self.severity}]"


def all_rules(contract: Contract) -> tuple[Rule, ...]:
    """Written rules, then those that are made from the contract; `ContractError` where two have one id."""
    rules = (*contract.rules, *uniform_rules(contract))
    ids = [rule.id for rule in rules]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise ContractError(f"rules: two rules have the id {', '.join(twice)}")
    return rules


def row_condition(rule: Rule) -> pl.Expr:
    """Condition of a row rule as a polars expression; null counts as passed. `ContractError` for a query."""
    if not rule.is_row_rule:
        raise ContractError(f"rule {rule.id} is a query over tables, not a condition on rows")
    return pl.sql_expr(rule.sql)


def row_failures(rule: Rule, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows of an eager frame that break a row rule. Raises `TypeError` for a LazyFrame."""
    _require_eager(frame)
    return frame.filter((~row_condition(rule)).fill_null(False))


def _require_eager(frame: object) -> None:
    if not isinstance(frame, pl.DataFrame):
        raise TypeError(f"rules are run on a polars DataFrame, not on {type(frame).__name__}: collect it first")


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as strings and instants without zone, as DuckDB gets them."""
    casts = []
    for name, kind in frame.schema.items():
        if isinstance(kind, pl.Enum | pl.Categorical):
            casts.append(pl.col(name).cast(pl.String))
        elif isinstance(kind, pl.Datetime) and kind.time_zone is not None:
            casts.append(pl.col(name).dt.convert_time_zone("UTC").dt.replace_time_zone(None))
    return frame.with_columns(casts)


def _key(table: Table) -> pl.Expr:
    return pl.concat_str([pl.col(k).cast(pl.String) for k in table.key], separator=ITEM_SEPARATOR)


def _records(tables: Mapping[str, pl.DataFrame], contract: Contract, *, minted_only: bool = False) -> pl.DataFrame:
    found = [pl.DataFrame(schema=RECORD_COLUMNS)]
    for name, frame in tables.items():
        table = contract.table(name)
        if minted_only and (len(table.key) > 1 or table.columns[table.key[0]].is_derived):
            continue
        found.append(frame.select(table_name=pl.lit(name), record_id=_key(table)))
    return pl.concat(found)


def required_values(tables: Mapping[str, pl.DataFrame], contract: Contract) -> pl.DataFrame:
    """Every value that needs evidence: columns `table_name`, `record_id`, `field`.

    A value equal to that of the column of its own row from which it is inherited stands on that column's evidence.
    """
    found = [pl.LazyFrame(schema={**RECORD_COLUMNS, "field": pl.String})]
    for name, frame in tables.items():
        if frame.is_empty():
            continue
        table = contract.table(name)
        for field, columns in table.fields.items():
            column = table.columns[columns[0]]
            if column.evidence != "required":
                continue
            present = pl.any_horizontal(pl.col(c).is_not_null() for c in columns)
            if column.inherits is not None and column.inherits in table.columns:
                present &= pl.col(column.name).ne_missing(pl.col(column.inherits))
            chosen = frame.lazy().filter(present)
            found.append(chosen.select(table_name=pl.lit(name), record_id=_key(table), field=pl.lit(field)))
    return pl.concat(found).collect()


def relations(
    tables: Mapping[str, pl.DataFrame],
    contract: Contract,
    *,
    previous: Mapping[str, pl.DataFrame] | None = None,
    release_date: date | None = None,
) -> dict[str, pl.DataFrame]:
    """What queries see: the tables that are given and the relations of this module's docstring.

    `previous` are the tables of the version before. Raises `UnknownTableError` for a table that the contract lacks and
    `TypeError` for a LazyFrame.
    """
    for name, frame in [*tables.items(), *(previous or {}).items()]:
        contract.table(name)
        _require_eager(frame)
    plain = {name: _plain(frame) for name, frame in tables.items()}
    fields = [
        (name, field, any(table.columns[c].items_codelist or table.columns[c].items_ref for c in columns))
        for name, table in contract.tables.items()
        for field, columns in table.fields.items()
    ]
    return {
        **plain,
        "required_values": required_values(plain, contract),
        "records": _records(plain, contract),
        "fields": pl.DataFrame(
            fields, schema={"table_name": pl.String, "field": pl.String, "is_joined": pl.Boolean}, orient="row"
        ),
        "previous_records": _records(previous or {}, contract, minted_only=True),
        "build": pl.DataFrame(
            {"release_date": [release_date] if release_date else []}, schema={"release_date": pl.Date}
        ),
    }


def connect(
    tables: Mapping[str, pl.DataFrame],
    contract: Contract,
    *,
    previous: Mapping[str, pl.DataFrame] | None = None,
    release_date: date | None = None,
) -> duckdb.DuckDBPyConnection:
    """DuckDB connection in memory that holds the `relations` of the same arguments; tables that are left out are empty."""
    try:
        import duckdb
    except ImportError as error:
        raise MissingExtraError("rules over several tables", "validate", "duckdb") from error
    connection = duckdb.connect(":memory:")
    register(connection, {name: _plain(frame_of(contract, name, [])) for name in contract.tables if name not in tables})
    register(connection, relations(tables, contract, previous=previous, release_date=release_date))
    return connection


def register(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Put frames into a connection under their names, in place of what it had there."""
    for name, frame in frames.items():
        connection.register(name, frame.to_arrow(compat_level=pl.CompatLevel.oldest()))


def query_failures(rule: Rule, connection: duckdb.DuckDBPyConnection) -> list[RuleFailure]:
    """Records that a query finds, in order; `ContractError` where it does not return `table_name, record_id, detail`."""
    found = connection.execute(rule.sql)
    columns = tuple(d[0] for d in found.description or ())
    if columns != FAILURE_COLUMNS:
        raise ContractError(
            f"rule {rule.id}: returns {', '.join(columns)}; a query returns {', '.join(FAILURE_COLUMNS)}"
        )
    rows = found.fetchall()
    return sorted({RuleFailure(rule.id, rule.severity, t, r, rule.columns, d or rule.words) for t, r, d in rows})


def _row_rule_failures(rule: Rule, table: Table, frame: pl.DataFrame) -> Iterable[RuleFailure]:
    broken = row_failures(rule, frame)
    for key, row in zip(broken.select(_key(table)).to_series(), broken.select(rule.columns).iter_rows(), strict=True):
        values = ", ".join(f"{c} {'empty' if v is None else v}" for c, v in zip(rule.columns, row, strict=True))
        yield RuleFailure(rule.id, rule.severity, table.name, key, rule.columns, values)


def check_tables(
    tables: Mapping[str, pl.DataFrame],
    contract: Contract,
    *,
    previous: Mapping[str, pl.DataFrame] | None = None,
    release_date: date | None = None,
) -> list[RuleFailure]:
    """All failures of all rules on a set of tables (name → eager frame), errors and warnings, sorted.

    Row rules run on the tables that are given, queries on all; a table that is left out is empty.
    """
    failures: list[RuleFailure] = []
    with connect(tables, contract, previous=previous, release_date=release_date) as connection:
        for rule in all_rules(contract):
            if rule.table is None:
                failures += query_failures(rule, connection)
            elif rule.table in tables:
                failures += _row_rule_failures(rule, contract.table(rule.table), tables[rule.table])
    return sorted(failures)
