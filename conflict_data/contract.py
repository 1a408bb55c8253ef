"""The contract: tables, columns, code lists and rules, read from `schema/` or from the copy that a version carries.

Everything else that describes the tables (pandera, Arrow, JSON Schema of record files, descriptors, codebook,
Hypothesis strategies) is derived from the objects here, in `conflict_data.derive`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from conflict_data.errors import ContractError, UnknownTableError

CONTRACT_FILE = "contract.json"
ITEM_SEPARATOR = "; "
COUNT_PARTS = ("low", "best", "high", "qualifier", "word")


@dataclass(frozen=True)
class Code:
    """One code of a list: the code is what programs use, the label is for people and may be reworded."""

    code: str
    label: str
    definition: str


@dataclass(frozen=True)
class Column:
    """One column of a table, as its JSON Schema property says."""

    name: str
    spec: Mapping[str, Any]
    nullable: bool
    codelist: str | None = None
    """Code list of the values, for a column of single codes."""
    items_codelist: str | None = None
    """Code list of the items, for a column of codes joined by `ITEM_SEPARATOR`."""
    items_ref: str | None = None
    """Table whose key the items are, for a column of joined references."""

    @property
    def type(self) -> str:
        """Logical type: string, integer, number, boolean, date or timestamp."""
        kind: str = self.spec["type"]
        if kind == "string" and self.spec.get("format") in ("date", "date-time"):
            return "date" if self.spec["format"] == "date" else "timestamp"
        return kind

    @property
    def description(self) -> str:
        return str(self.spec["description"])

    @property
    def unit(self) -> str | None:
        return self.spec.get("x-unit")

    @property
    def ref(self) -> str | None:
        """Table whose key the values are."""
        return self.spec.get("x-ref")

    @property
    def evidence(self) -> str:
        """Whether a value needs words that say it: required, optional or none."""
        return str(self.spec.get("x-evidence", "none"))

    @property
    def is_derived(self) -> bool:
        """True for columns that the build computes and nobody writes."""
        return bool(self.spec.get("x-derived", False))

    @property
    def count(self) -> str | None:
        """Name of the count of which the column is a part, such as `killed` for `killed_low`."""
        return self.spec.get("x-count")

    @property
    def part(self) -> str | None:
        """Which part of that count: low, best, high, qualifier or word."""
        return self.spec.get("x-part")

    @property
    def inherits(self) -> str | None:
        """Column that fills it where a record file leaves it out: `column` of the same row or `table.column` of the parent."""
        return self.spec.get("x-inherit")

    @property
    def default(self) -> Any:
        return self.spec.get("default")

    @property
    def record_name(self) -> str:
        """Name in record files: references to places are written without `_id`."""
        if self.ref == "places" and self.name.endswith("_id"):
            return self.name.removesuffix("_id")
        return self.name


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its key and its columns in order."""

    name: str
    description: str
    key: tuple[str, ...]
    columns: Mapping[str, Column]

    @property
    def id_prefix(self) -> str | None:
        """Prefix of minted identifiers (`atk`), or None where rows have no minted id."""
        pattern = self.columns[self.key[0]].spec.get("pattern", "") if len(self.key) == 1 else ""
        return pattern[1:4] if pattern.startswith("^") and pattern[4:5] == "_" else None

    @cached_property
    def counts(self) -> dict[str, dict[str, str]]:
        """Counts that can be bounded or vague: name → part → column."""
        found: dict[str, dict[str, str]] = {}
        for column in self.columns.values():
            if column.count and column.part:
                found.setdefault(column.count, {})[column.part] = column.name
        return found

    def field_of(self, column: str) -> str:
        """Name by which evidence speaks of a column: the count's name for parts of a count, else its own."""
        return self.columns[column].count or column

    @cached_property
    def fields(self) -> dict[str, tuple[str, ...]]:
        """Fields of evidence → their columns."""
        found: dict[str, tuple[str, ...]] = {}
        for name in self.columns:
            key = self.field_of(name)
            found[key] = (*found.get(key, ()), name)
        return found


@dataclass(frozen=True)
class Rule:
    """A published rule. `sql` is a row condition that must not be false, or a query that returns offending rows."""

    id: str
    severity: str
    """error or warning"""
    words: str
    table: str | None
    """Table of a row rule; None for a query over several tables."""
    sql: str
    passing: tuple[Any, ...]
    failing: tuple[Any, ...]
    columns: tuple[str, ...] = ()
    """Columns to which a failure of a row rule is ascribed in messages."""
    markable: bool = False
    """True where `source_arithmetic_error` turns a failure into a published fact."""

    @property
    def is_row_rule(self) -> bool:
        return self.table is not None


@dataclass(frozen=True)
class Declined:
    """An invariant of the field that is not a rule here, with the reason."""

    id: str
    words: str
    reason: str


@dataclass(frozen=True)
class Contract:
    """Tables, code lists and rules of one version."""

    tables: Mapping[str, Table]
    codes: Mapping[str, tuple[Code, ...]]
    code_descriptions: Mapping[str, str]
    rules: tuple[Rule, ...]
    declined: tuple[Declined, ...]
    document: Mapping[str, Any] = field(repr=False, compare=False, hash=False)
    """The compiled form, as it is written beside a version's tables."""

    def table(self, name: str) -> Table:
        """The table of that name; `UnknownTableError` lists what exists."""
        if name not in self.tables:
            raise UnknownTableError(name, list(self.tables))
        return self.tables[name]

    def code_values(self, codelist: str) -> list[str]:
        return [code.code for code in self.codes[codelist]]

    def rules_of(self, table: str) -> Iterator[Rule]:
        """Row rules of one table."""
        return (rule for rule in self.rules if rule.table == table)

    @cached_property
    def table_of_prefix(self) -> dict[str, str]:
        """Identifier prefix → table."""
        return {table.id_prefix: name for name, table in self.tables.items() if table.id_prefix}


def _column(name: str, spec: Mapping[str, Any], *, nullable: bool) -> Column:
    items = spec.get("x-items", {})
    return Column(name, spec, nullable, spec.get("x-codes"), items.get("x-codes"), items.get("x-ref"))


def parse(document: Mapping[str, Any]) -> Contract:
    """Contract from its compiled form (see `conflict_data.derive.compile_contract`)."""
    tables = {}
    for name, spec in document["tables"].items():
        columns = {c: _column(c, p, nullable=c not in spec["required"]) for c, p in spec["properties"].items()}
        tables[name] = Table(name, spec["description"], tuple(spec["x-key"]), columns)
    codes = {
        n: tuple(Code(c["const"], c["title"], c["description"]) for c in s["oneOf"])
        for n, s in document["codes"].items()
    }
    rules = tuple(
        Rule(
            r["id"], r["severity"], r["words"], r.get("table"), r["sql"], tuple(r["passing"]), tuple(r["failing"]),
            tuple(r.get("columns", ())), r.get("markable", False),
        )
        for r in document["rules"]
    )  # fmt: skip
    declined = tuple(Declined(d["id"], d["words"], d["reason"]) for d in document["declined"])
    return Contract(
        tables, codes, {n: s["description"] for n, s in document["codes"].items()}, rules, declined, document
    )


@lru_cache(maxsize=32)
def read(folder: Path) -> Contract:
    """Contract of the version that lies in `folder` (its `contract.json`)."""
    path = folder / CONTRACT_FILE
    try:
        return parse(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        raise ContractError(
            f"{path}: there is no contract here; a folder of tables needs its {CONTRACT_FILE}"
        ) from None
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError) as error:
        raise ContractError(f"{path}: not a contract: {error}") from error
