"""Rules that hold for every key, reference, joined column, count and mark alike, made from the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from conflict_data.contract import COUNT_PARTS, ITEM_SEPARATOR, Column, Contract, Rule, Table
from conflict_data.derive.examples import identifier, minimal_row
from conflict_data.errors import ContractError

MARK = "source_arithmetic_error"
MARK_PREFIX = f"{MARK} OR"


def quoted(name: str) -> str:
    """Identifier in double quotes: `end`, `table` and the like are words of SQL."""
    return f'"{name}"'


def record_key(table: Table, alias: str = "t") -> str:
    """SQL text of a row's key, parts joined by the separator of joined columns."""
    parts = [f"CAST({alias}.{quoted(k)} AS VARCHAR)" for k in table.key]
    return f" || '{ITEM_SEPARATOR}' || ".join(parts)


def _query(rule_id: str, words: str, sql: str, passing: object, failing: object, columns: tuple[str, ...]) -> Rule:
    return Rule(rule_id, "error", words, None, sql, (passing,), (failing,), columns)


def key_rules(contract: Contract) -> Iterator[Rule]:
    """S1.<table>: no two rows have one key."""
    for table in contract.tables.values():
        whole = minimal_row(contract, table.name)
        key = {k: whole[k] if isinstance(whole[k], str) else str(whole[k]) for k in table.key}
        yield _query(
            f"S1.{table.name}",
            f"No two rows of {table.name} have the same {', '.join(table.key)}.",
            f"SELECT '{table.name}' AS table_name, {record_key(table)} AS record_id, "
            f"CAST(count(*) AS VARCHAR) || ' rows have this key' AS detail\n"
            f"FROM {quoted(table.name)} AS t GROUP BY {', '.join('t.' + quoted(k) for k in table.key)} HAVING count(*) > 1",
            {table.name: [key]},
            {table.name: [key, key]},
            table.key,
        )


def _example_key(contract: Contract, table: str) -> str:
    prefix = contract.table(table).id_prefix
    return identifier(prefix, 77777777) if prefix else "xx-elsewhere"


def reference_rules(contract: Contract) -> Iterator[Rule]:
    """F.<table>.<column>: what a row refers to is there."""
    for table in contract.tables.values():
        for column in table.columns.values():
            if column.ref is None:
                continue
            target = contract.table(column.ref)
            there = _example_key(contract, target.name)
            row = {column.name: there}
            held = {target.name: [{target.key[0]: there}]}
            if target is table:
                held = {table.name: [{**row, target.key[0]: there}]}
            elif table.key == (column.name,):
                raise ContractError(f"{table.name}.{column.name}: a key cannot be a reference")
            yield _query(
                f"F.{table.name}.{column.name}",
                f"{column.name} of {table.name} is the {target.key[0]} of a row of {target.name}.",
                f"SELECT '{table.name}' AS table_name, {record_key(table)} AS record_id, "
                f"'there is no ' || t.{quoted(column.name)} || ' in {target.name}' AS detail\n"
                f"FROM {quoted(table.name)} AS t WHERE t.{quoted(column.name)} IS NOT NULL AND NOT EXISTS "
                f"(SELECT 1 FROM {quoted(target.name)} AS r WHERE r.{quoted(target.key[0])} = t.{quoted(column.name)})",
                held if target is table else {table.name: [row], **held},
                {table.name: [row]},
                (column.name,),
            )


def joined_rules(contract: Contract) -> Iterator[Rule]:
    """J.<table>.<column>: items of a joined column are allowed, and none stands twice."""
    for table in contract.tables.values():
        for column in table.columns.values():
            if column.items_codelist:
                codes = contract.code_values(column.items_codelist)
                allowed = ", ".join(f"'{code}'" for code in codes)
                what, good, rest = f"a code of {column.items_codelist}", codes[:2], {}
            elif column.items_ref:
                target = contract.table(column.items_ref)
                allowed = f"SELECT {quoted(target.key[0])} FROM {quoted(target.name)}"
                what, good = f"in {target.name}", ["xx-here", "xx-there"]
                rest = {target.name: [{target.key[0]: g} for g in good]}
            else:
                continue
            yield _query(
                f"J.{table.name}.{column.name}",
                f"Every item of {column.name} is {what}, and none stands twice.",
                f"WITH items AS (SELECT {record_key(table)} AS record_id, "
                f"unnest(string_split(t.{quoted(column.name)}, '{ITEM_SEPARATOR}')) AS item "
                f"FROM {quoted(table.name)} AS t WHERE t.{quoted(column.name)} IS NOT NULL)\n"
                f"SELECT '{table.name}' AS table_name, record_id, "
                f"CASE WHEN count(*) > 1 THEN 'twice: ' ELSE 'not {what}: ' END || item AS detail\n"
                f"FROM items GROUP BY record_id, item HAVING count(*) > 1 OR item NOT IN ({allowed})",
                {table.name: [{column.name: ITEM_SEPARATOR.join(good)}], **rest},
                {table.name: [{column.name: ITEM_SEPARATOR.join([good[0], good[0]])}], **rest},
                (column.name,),
            )


FORMS = {
    "exact": ("low", "best", "high"),
    "at_least": ("low",),
    "more_than": ("low",),
    "at_most": ("high",),
    "fewer_than": ("high",),
    "about": ("best",),
    "range": ("low", "high"),
    "vague_word": ("low", "word"),
}
"""Parts that are filled for each qualifier; every other part is empty."""


def count_rules(contract: Contract) -> Iterator[Rule]:
    """C1.<count>: the bounds are in order; C4.<count>: filled parts are those that the qualifier stands for."""
    for table in contract.tables.values():
        for count, parts in table.counts.items():
            missing = [p for p in COUNT_PARTS if p not in parts]
            if missing:
                raise ContractError(f"{table.name}: count {count} has no column for: {', '.join(missing)}")
            unknown = set(contract.code_values(table.columns[parts["qualifier"]].codelist or "")) ^ FORMS.keys()
            if unknown:
                raise ContractError(
                    f"{table.name}.{parts['qualifier']}: no form is told for {', '.join(sorted(unknown))}"
                )
            low, best, high, qualifier = (parts[p] for p in ("low", "best", "high", "qualifier"))
            numbers = (low, best, high)
            yield Rule(
                f"C1.{count}",
                "error",
                f"The least that {count} can be is no more than the number stated, and that no more than the most.",
                table.name,
                f"{low} <= {best} AND {best} <= {high} AND {low} <= {high}",
                ({low: 3, best: 3, high: 3}, {low: 3}, {low: 3, high: 5}),
                ({low: 9, best: 8, high: 10}, {low: 9, best: 10, high: 9}, {low: 4, high: 3}),
                numbers,
            )
            yield Rule(
                f"C4.{count}",
                "error",
                f"{qualifier} tells which parts of {count} are filled: all three equal for an exact number, the least alone for "
                "'at least' and 'more than', the most alone for 'at most' and 'fewer than', the number alone for 'about', both ends "
                "for a range, the least and the word for a vague word, nothing without a qualifier.",
                table.name,
                _form_condition(parts),
                (
                    {},
                    {low: 3, best: 3, high: 3, qualifier: "exact"},
                    {low: 3, qualifier: "at_least"},
                    {high: 5, qualifier: "at_most"},
                    {best: 30, qualifier: "about"},
                    {low: 12, high: 15, qualifier: "range"},
                    {low: 24, qualifier: "vague_word", parts["word"]: "dozens"},
                ),
                (
                    {low: 3, best: 3, high: 3},
                    {low: 3, best: 4, high: 4, qualifier: "exact"},
                    {low: 3, high: 3, qualifier: "at_least"},
                    {low: 1, high: 5, qualifier: "at_most"},
                    {low: 24, qualifier: "vague_word"},
                    {qualifier: "exact"},
                ),
                (*numbers, qualifier, parts["word"]),
            )


def _form_condition(parts: dict[str, str]) -> str:
    """Each part is filled where the qualifier asks for it and nowhere else; the three of an exact number are equal."""
    qualifier = parts["qualifier"]
    lines = []
    for part in (p for p in COUNT_PARTS if p != "qualifier"):
        codes = ", ".join(f"'{code}'" for code, present in FORMS.items() if part in present)
        lines.append(f"({parts[part]} IS NOT NULL) = COALESCE({qualifier} IN ({codes}), FALSE)")
    low, best, high = (parts[p] for p in ("low", "best", "high"))
    lines.append(f"({qualifier} <> 'exact' OR ({low} = {best} AND {best} = {high}))")
    return "\n  AND ".join(lines)


def mark_rules(contract: Contract) -> Iterator[Rule]:
    """M.<table>: the mark stands only on a row that clashes; M.<rule>: all clashing values have evidence in one source."""
    written = {rule.id for rule in contract.rules}
    for table in contract.tables.values():
        if MARK not in table.columns:
            continue
        markable = [rule for rule in contract.rules_of(table.name) if rule.markable]
        if f"M.{table.name}" not in written:
            yield _mark_needed(table, markable)
        for rule in markable:
            yield _one_source(table, rule)


def unmarked_condition(rule: Rule) -> str:
    """The condition of a markable rule without its leading mark; `ContractError` where the mark is not put first."""
    if not rule.sql.startswith(MARK_PREFIX):
        raise ContractError(f"rule {rule.id}: a markable row rule begins with {MARK_PREFIX!r}")
    return rule.sql.removeprefix(MARK_PREFIX).lstrip()


def _mark_needed(table: Table, markable: list[Rule]) -> Rule:
    clash = " AND ".join(f"({unmarked_condition(rule)})" for rule in markable)
    sql = f"NOT {MARK} OR NOT COALESCE({clash}, TRUE)" if markable else f"NOT {MARK}"
    passing = tuple({**rule.failing[0], MARK: True} for rule in markable) or ({},)
    words = f"{MARK} is set only on a row of {table.name} whose numbers clash"
    tail = f" (rules {', '.join(rule.id for rule in markable)})." if markable else "; no rule on it allows the mark."
    return Rule(f"M.{table.name}", "error", words + tail, table.name, sql, passing, ({MARK: True},), (MARK,))


def _one_source(table: Table, rule: Rule) -> Rule:
    fields = _proved_fields(table, rule.columns)
    listed = ", ".join(f"'{f}'" for f in fields)
    key, condition = table.key[0], unmarked_condition(rule)
    example = {**rule.failing[0], key: identifier(table.id_prefix or "xxx", 1), MARK: True}
    told = [f for f in fields if any(example.get(c) is not None for c in table.fields[f])]

    def evidence(source_of: Callable[[int], int]) -> list[dict[str, str]]:
        about = {"table": table.name, "record_id": example[key]}
        return [{**about, "field": f, "source_id": identifier("src", source_of(i))} for i, f in enumerate(told)]

    return _query(
        f"M.{rule.id}",
        f"Where {MARK} excuses {rule.id}, one source gives all the clashing values ({', '.join(fields)}).",
        f"WITH clashing AS (SELECT {quoted(key)} AS record_id FROM {quoted(table.name)} WHERE {MARK} AND NOT ({condition})),\n"
        f"needed AS (SELECT record_id, count(*) AS n FROM required_values WHERE table_name = '{table.name}' "
        f"AND field IN ({listed}) GROUP BY record_id),\n"
        f"by_source AS (SELECT record_id, source_id, count(DISTINCT field) AS n FROM evidence WHERE \"table\" = '{table.name}' "
        f"AND field IN ({listed}) GROUP BY record_id, source_id),\n"
        "shown AS (SELECT record_id, max(n) AS n FROM by_source GROUP BY record_id)\n"
        f"SELECT '{table.name}' AS table_name, c.record_id, CAST(COALESCE(s.n, 0) AS VARCHAR) || ' of ' || "
        "CAST(d.n AS VARCHAR) || ' clashing values have evidence in one source' AS detail\n"
        "FROM clashing AS c JOIN needed AS d ON d.record_id = c.record_id LEFT JOIN shown AS s ON s.record_id = c.record_id\n"
        "WHERE COALESCE(s.n, 0) < d.n",
        {table.name: [example], "evidence": evidence(lambda i: 1)},
        {table.name: [example], "evidence": evidence(lambda i: i + 1)},
        (MARK,),
    )


def _proved_fields(table: Table, columns: tuple[str, ...]) -> list[str]:
    proved: list[Column] = [table.columns[c] for c in columns if table.columns[c].evidence == "required"]
    return list(dict.fromkeys(table.field_of(column.name) for column in proved))


def uniform_rules(contract: Contract) -> tuple[Rule, ...]:
    """All rules of this module for a contract; those it already carries, under the same id, are left out."""
    families = (key_rules, reference_rules, joined_rules, count_rules, mark_rules)
    written = {rule.id for rule in contract.rules}
    return tuple(rule for family in families for rule in family(contract) if rule.id not in written)
