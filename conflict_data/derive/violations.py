"""What the contract forbids in a table, as polars expressions that one pass over a frame answers.

A clean frame, which is the usual case, is told in one query; only a frame that breaks something goes through pandera, which names every
failure. A test holds the two to one verdict.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import polars as pl

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract
from conflict_data.derive.frames import polars_schema
from conflict_data.rules import all_rules, row_condition


def _column_violations(column: Column, contract: Contract) -> Iterator[pl.Expr]:
    value, spec = pl.col(column.name), column.spec
    if not column.nullable:
        yield value.is_null()
    if column.type in ("integer", "number"):
        if "minimum" in spec:
            yield value < spec["minimum"]
        if "maximum" in spec:
            yield value > spec["maximum"]
        if column.type == "number":
            yield value.is_nan()
    if column.type != "string" or column.codelist:
        return
    if "pattern" in spec:
        yield ~value.str.contains(spec["pattern"])
    if "minLength" in spec:
        yield value.str.len_chars() < spec["minLength"]
    if "maxLength" in spec:
        yield value.str.len_chars() > spec["maxLength"]
    if column.items_codelist:
        codes = contract.code_values(column.items_codelist)
        yield ~value.str.split(ITEM_SEPARATOR).list.eval(pl.element().is_in(codes)).list.all()


@lru_cache(maxsize=64)
def _violations(contract: Contract, table: str) -> tuple[pl.Expr, ...]:
    columns = contract.table(table).columns.values()
    broken = [e for c in columns for e in _column_violations(c, contract)]
    broken += [~row_condition(r) for r in all_rules(contract) if r.table == table and r.severity == "error"]
    return tuple(e.fill_null(False).any().alias(str(i)) for i, e in enumerate(broken))


def is_clean(frame: pl.DataFrame, contract: Contract, table: str) -> bool:
    """True where a frame has the table's columns and types and breaks nothing that the contract says of one table."""
    if frame.schema != polars_schema(contract, table):
        return False
    key = list(contract.table(table).key)
    if frame.select(key).hash_rows().n_unique() != len(frame):
        return False
    return not any(frame.lazy().select(_violations(contract, table)).collect().row(0))
