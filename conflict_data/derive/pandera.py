"""pandera schemas, derived from the contract: types, nulls, codes, ranges, patterns, keys and row rules."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from conflict_data.contract import ITEM_SEPARATOR, Column, Contract
from conflict_data.derive.frames import polars_type
from conflict_data.errors import MissingExtraError

if TYPE_CHECKING:
    import pandera.polars as pa


def _checks(column: Column, contract: Contract) -> list[Any]:
    import pandera.polars as pa

    spec = column.spec
    checks: list[Any] = []
    if "minimum" in spec:
        checks.append(pa.Check.ge(spec["minimum"]))
    if "maximum" in spec:
        checks.append(pa.Check.le(spec["maximum"]))
    if "pattern" in spec:
        checks.append(pa.Check.str_matches(spec["pattern"]))
    if column.type == "string" and column.codelist is None and ("minLength" in spec or "maxLength" in spec):
        checks.append(pa.Check.str_length(spec.get("minLength"), spec.get("maxLength")))
    if column.items_codelist:
        allowed = contract.code_values(column.items_codelist)

        def items_are_codes(data: Any, allowed: list[str] = allowed) -> pl.LazyFrame:
            items = pl.col(data.key).str.split(ITEM_SEPARATOR)
            kept: pl.LazyFrame = data.lazyframe.select(items.list.eval(pl.element().is_in(allowed)).list.all())
            return kept

        checks.append(pa.Check(items_are_codes, name=f"items are codes of {column.items_codelist}"))
    return checks


def _holds(data: Any, *, condition: pl.Expr) -> pl.LazyFrame:
    """Whether each row keeps to a rule; what cannot be decided counts as kept."""
    kept: pl.LazyFrame = data.lazyframe.select(condition.fill_null(True))
    return kept


def pandera_schema(contract: Contract, table: str) -> pa.DataFrameSchema:
    """The gate of a table as a real `pandera.polars.DataFrameSchema`; it refuses a LazyFrame (`TypeError`)."""
    try:
        import pandera.polars as pa
    except ImportError as error:
        raise MissingExtraError("a pandera schema", "validate", "pandera") from error
    from conflict_data.derive.eager_schema import EagerSchema
    from conflict_data.rules import all_rules, row_condition

    spec = contract.table(table)
    columns = {
        c.name: pa.Column(
            polars_type(c, contract), _checks(c, contract), nullable=c.nullable, description=c.description
        )
        for c in spec.columns.values()
    }
    checks = []
    for rule in all_rules(contract):
        if rule.table != table or rule.severity != "error":
            continue

        checks.append(pa.Check(partial(_holds, condition=row_condition(rule)), name=rule.id, description=rule.words))
    return EagerSchema(
        columns,
        checks=checks,
        unique=list(spec.key),
        strict=True,
        ordered=True,
        name=table,
        description=spec.description,
    )
