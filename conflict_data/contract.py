"""The contract: tables, columns, code lists and rules, read from `schema/` or from the copy that a version carries.

Everything else that describes the tables (pandera, Arrow, JSON Schema of record files, descriptors, codebook,
Hypothesis strategies) is derived from the objects here, in `conflict_data.derive`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from conflict_data.errors import ContractError, UnknownTableError

# Plain classes and named tuples: creating data classes would cost every `load` more than reading the file does.
CONTRACT_FILE = "contract.json"
RULES_FILE = "rules.json"
ITEM_SEPARATOR = "; "
COUNT_PARTS = ("low", "best", "high", "qualifier", "word")


class Code(NamedTuple):
    """One code of a list: the code is what programs use, the label is for people and may be reworded."""

    code: str
    label: str
    definition: str


class Column(NamedTuple):
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
    def count(self) -> str | None:  # type: ignore[override]
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


class Table:
    """One table: what a row is, its key and its columns in order."""

    def __init__(self, name: str, description: str, key: tuple[str, ...], columns: Mapping[str, Column]) -> None:
        self.name = name
        self.description = description
        self.key = key
        self.columns = columns

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


class Rule(NamedTuple):
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


class Declined(NamedTuple):
    """An invariant of the field that is not a rule here, with the reason."""

    id: str
    words: str
    reason: str


class Contract:
    """Tables, code lists and rules of one version."""

    def __init__(self, definitions: Mapping[str, Any], rules: Mapping[str, Any] | Path) -> None:
        """`definitions` holds tables and codes, `rules` the rules and what was declined, or the file in which they lie."""
        self._definitions = definitions
        self._rules = rules
        self.tables: Mapping[str, Table] = {name: _table(name, spec) for name, spec in definitions["tables"].items()}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Contract) and self.document == other.document

    def __hash__(self) -> int:
        return hash(tuple(self.tables))

    def __repr__(self) -> str:
        return f"<Contract: {', '.join(self.tables)}>"

    @cached_property
    def codes(self) -> dict[str, tuple[Code, ...]]:
        """Code list → its codes, in order."""
        lists = self._definitions["codes"]
        return {n: tuple(Code(c["const"], c["title"], c["description"]) for c in s["oneOf"]) for n, s in lists.items()}

    @cached_property
    def code_descriptions(self) -> dict[str, str]:
        """Code list → what it is about."""
        return {name: spec["description"] for name, spec in self._definitions["codes"].items()}

    @cached_property
    def _rule_document(self) -> Mapping[str, Any]:
        return _json(self._rules) if isinstance(self._rules, Path) else self._rules

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """All rules, written and made from the contract."""
        return tuple(
            Rule(
                r["id"], r["severity"], r["words"], r.get("table"), r["sql"], tuple(r["passing"]), tuple(r["failing"]),
                tuple(r.get("columns", ())), r.get("markable", False),
            )
            for r in self._rule_document["rules"]
        )  # fmt: skip

    @cached_property
    def declined(self) -> tuple[Declined, ...]:
        """Invariants of the field that are no rules here."""
        return tuple(Declined(d["id"], d["words"], d["reason"]) for d in self._rule_document["declined"])

    @property
    def document(self) -> dict[str, Any]:
        """The compiled form: tables, codes, rules, declined."""
        return {**self._definitions, **self._rule_document}

    @property
    def files(self) -> dict[str, Mapping[str, Any]]:
        """The compiled form as the two files that a version carries."""
        return {CONTRACT_FILE: self._definitions, RULES_FILE: self._rule_document}

    def without_rules(self) -> Contract:
        """The same tables and codes, no rules."""
        return Contract(self._definitions, {"rules": [], "declined": []})

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


def _table(name: str, spec: Mapping[str, Any]) -> Table:
    required = set(spec["required"])
    columns: dict[str, Column] = {}
    for column, one in spec["properties"].items():
        items = one.get("x-items", {})
        columns[column] = Column(
            column, one, column not in required, one.get("x-codes"), items.get("x-codes"), items.get("x-ref")
        )
    return Table(name, spec["description"], tuple(spec["x-key"]), columns)


def parse(document: Mapping[str, Any]) -> Contract:
    """Contract from its compiled form (see `conflict_data.derive.compile_contract`)."""
    return Contract({k: document[k] for k in ("tables", "codes")}, {k: document[k] for k in ("rules", "declined")})


def _json(path: Path) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ContractError(f"{path}: missing; a folder of tables needs its {path.name}") from None
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise ContractError(f"{path}: not a contract: {error}") from error
    return document


@lru_cache(maxsize=32)
def read(folder: Path) -> Contract:
    """Contract of the version that lies in `folder` (its `contract.json` and, when asked for, its `rules.json`)."""
    path = folder / CONTRACT_FILE
    try:
        return Contract(_json(path), folder / RULES_FILE)
    except KeyError as error:
        raise ContractError(f"{path}: not a contract: {error}") from error
