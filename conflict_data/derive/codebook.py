"""The codebook: the contract as Markdown for people."""

from __future__ import annotations

from collections.abc import Iterator

from conflict_data.contract import Column, Contract, Declined, Rule, Table
from conflict_data.derive.uniform_rules import uniform_rules

INTRODUCTION = """\
What each table, column and code means, and which rules every release keeps.

- **Empty** cells mean that no source read tells the value. A zero stands only where a source says none.
- A **count** can be exact, bounded, approximate or a vague word. It is one line here and five columns in the table: the lower
  bound, the number stated, the upper bound, the qualifier (how the words bound it) and the vague word. A column is named in full
  under the line where the names are not simply `name_low`, `name`, `name_high`, `name_qualifier`, `name_word`.
- **Evidence** says whether a value needs words of a document that say it: *required* (no value without), *optional* (where
  there are such words), *none*. In `evidence.field` a count goes by its name.
- *Computed* columns are made by the build; nobody writes them.
- *Joined* columns hold several values in one cell, separated by `"; "`.
- Which record an event becomes and which of several numbers is chosen is told, with cases, in `schema/CODING.md` of the repository.
"""
UNIFORM = """\
Every key, reference, joined column, count and mark has the same rules; only names differ. Of each family one is shown.
`contract.json` beside a version's tables has the words and the SQL of all."""
KINDS = {"timestamp": "timestamp (UTC)", "string": "text", "number": "number", "integer": "integer"}


def _cell(text: str) -> str:
    """Text of a table cell: one line, with the sign that would end the cell escaped."""
    return " ".join(text.split()).replace("|", "\\|")


def _kind(column: Column) -> str:
    if column.codelist or column.items_codelist:
        name = column.codelist or column.items_codelist
        return f"{'code' if column.codelist else 'joined codes'} of [{name}](#{name})"
    if column.ref or column.items_ref:
        name = column.ref or column.items_ref
        return f"{'key' if column.ref else 'joined keys'} of [{name}](#{name})"
    return KINDS.get(column.type, column.type)


def _line(column: Column) -> str:
    computed = " *Computed.*" if column.is_derived else ""
    cells = [f"`{column.name}`", _kind(column), "yes" if column.nullable else "no", column.unit or "", column.evidence]
    return "| " + " | ".join([*cells, _cell(column.description) + computed]) + " |"


def _count_line(table: Table, name: str) -> str:
    parts = table.counts[name]
    best = table.columns[parts["best"]]
    meaning = _cell(best.description.split(":", 1)[0]) + "."
    plain = [f"{name}_low", name, f"{name}_high", f"{name}_qualifier", f"{name}_word"]
    if list(parts.values()) != plain:
        meaning += " Columns: " + ", ".join(f"`{c}`" for c in parts.values()) + "."
    empty = "yes" if best.nullable else "no"
    return "| " + " | ".join([f"`{name}`", "count", empty, best.unit or "", best.evidence, meaning]) + " |"


def _table(table: Table) -> Iterator[str]:
    key = ", ".join(f"`{k}`" for k in table.key)
    yield from (f"## {table.name}", "", table.description, "", f"Key: {key}.", "")
    yield "| column | type | may be empty | unit | evidence | meaning |"
    yield "|---|---|---|---|---|---|"
    seen: set[str] = set()
    for column in table.columns.values():
        if column.count is None:
            yield _line(column)
        elif column.count not in seen:
            seen.add(column.count)
            yield _count_line(table, column.count)
    yield ""


def _codes(contract: Contract) -> Iterator[str]:
    yield from ("# Code lists", "", "A code keeps its meaning; labels may be reworded.", "")
    for name, codes in contract.codes.items():
        yield from (
            f"## {name}",
            "",
            contract.code_descriptions[name],
            "",
            "| code | label | definition |",
            "|---|---|---|",
        )
        yield from (f"| `{c.code}` | {_cell(c.label)} | {_cell(c.definition)} |" for c in codes)
        yield ""


def _rule(rule: Rule) -> Iterator[str]:
    where = f"rows of `{rule.table}`" if rule.table else "query that returns what breaks it"
    mark = "; `source_arithmetic_error` turns it into a published fact" if rule.markable else ""
    yield from (
        f"**{rule.id}** ({rule.severity}; {where}{mark}): {rule.words}",
        "",
        "```sql",
        rule.sql.strip(),
        "```",
        "",
    )


def _family(rules: list[Rule]) -> Iterator[str]:
    """One paragraph for rules that differ by a name only."""
    first = rules[0]
    names = ", ".join(f"`{rule.id}`" for rule in rules)
    yield from (f"{names} ({first.severity})", "", f"For example {first.id}: {first.words}", "")
    yield from ("```sql", first.sql.strip(), "```", "")


def _declined(declined: tuple[Declined, ...]) -> Iterator[str]:
    if not declined:
        return
    yield from ("# Invariants that are not rules here", "", "| id | invariant | why not |", "|---|---|---|")
    yield from (f"| {d.id} | {_cell(d.words)} | {_cell(d.reason)} |" for d in declined)
    yield ""


def codebook(contract: Contract, *, version: str | None = None) -> str:
    """Markdown: tables with their columns, code lists once each, rules with words and SQL, invariants declined."""
    title = f"# Codebook, version {version}" if version else "# Codebook"
    tables = " · ".join(f"[{name}](#{name})" for name in contract.tables)
    lines = [
        title,
        "",
        INTRODUCTION,
        f"Tables: {tables} · then [code lists](#code-lists) and [rules](#rules)",
        "",
        "# Tables",
        "",
    ]
    for table in contract.tables.values():
        lines += _table(table)
    lines += _codes(contract)
    lines += ["# Rules", "", "A row rule must not be false; a query returns the rows that break the rule.", ""]
    made = {rule.id.split(".")[0] for rule in uniform_rules(contract.without_rules())}
    families: dict[tuple[str, bool], list[Rule]] = {}
    for rule in contract.rules:
        family, dot, _ = rule.id.partition(".")
        if dot and family in made:
            families.setdefault((family, rule.is_row_rule), []).append(rule)
        else:
            lines += _rule(rule)
    lines += ["# Rules made from the contract", "", UNIFORM, ""]
    for rules in families.values():
        lines += _family(rules)
    lines += _declined(contract.declined)
    return "\n".join(lines).rstrip() + "\n"
