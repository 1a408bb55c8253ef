"""The published rules: their examples, the two engines, the subset of SQL, and the invariants of the field."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import lru_cache

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conflict_data.contract import Rule
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.derive.examples import example_frame, example_tables, frame_of, minimal_row
from conflict_data.derive.frames import polars_schema
from conflict_data.errors import ContractError, UnknownColumnError, UnknownTableError
from conflict_data.rules import (
    _plain,
    all_rules,
    check_tables,
    connect,
    query_failures,
    register,
    relations,
    required_values,
    row_condition,
    row_failures,
)

CONTRACT = compile_contract(schema_folder())
RULES = all_rules(CONTRACT)
RULE = {rule.id: rule for rule in RULES}
ROW_RULES = [rule for rule in RULES if rule.is_row_rule]
QUERIES = [rule for rule in RULES if not rule.is_row_rule]
INVARIANTS = [*(f"S{i}" for i in range(1, 11)), *(f"{c}{i}" for c in "ACX" for i in range(1, 12 if c == "A" else 13))]


def by_id(rule: Rule) -> str:
    return rule.id


@pytest.fixture(scope="module")
def connection():
    with connect({}, CONTRACT) as open_connection:
        yield open_connection


@lru_cache(maxsize=1)
def nothing() -> dict[str, pl.DataFrame]:
    return relations({name: frame_of(CONTRACT, name, []) for name in CONTRACT.tables}, CONTRACT)


def failures_of(rule: Rule, example: dict, connection) -> list:
    """Failures of one rule alone on one example: rows of a row rule, records of a query."""
    if rule.table:
        return row_failures(rule, example_frame(CONTRACT, rule.table, [example])).rows()
    shown = example_tables(CONTRACT, example)
    frames = relations(shown.tables, CONTRACT, previous=shown.previous, release_date=shown.release_date)
    changed = {name: frame for name, frame in frames.items() if frame.height}
    register(connection, changed)
    try:
        return query_failures(rule, connection)
    finally:
        register(connection, {name: nothing()[name] for name in changed})


# --- examples ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_a_rule_passes_its_passing_examples_and_no_failing_one(rule, connection):
    assert rule.passing and rule.failing
    for example in rule.passing:
        assert not failures_of(rule, example, connection), f"{rule.id} refuses {example}"
    for example in rule.failing:
        assert failures_of(rule, example, connection), f"{rule.id} lets through {example}"


@pytest.mark.parametrize("rule", QUERIES, ids=by_id)
def test_a_query_finds_nothing_in_empty_tables(rule, connection):
    assert query_failures(rule, connection) == []


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_an_example_speaks_of_values_that_the_contract_allows(rule):
    tables = [(rule.table, e) for e in (*rule.passing, *rule.failing)] if rule.table else []
    for example in () if rule.table else (*rule.passing, *rule.failing):
        shown = {k: v for k, v in example.items() if k not in ("previous", "release_date")}
        tables += [(table, row) for table, rows in shown.items() for row in rows]
    for table, row in tables:
        for name, value in row.items():
            column = CONTRACT.table(table).columns[name]
            if column.codelist and value is not None:
                assert value in CONTRACT.code_values(column.codelist), f"{rule.id}: {name} {value}"


def test_a_minimal_row_of_every_table_breaks_no_row_rule_but_that_a_toll_tells_something():
    for table in CONTRACT.tables:
        frame = frame_of(CONTRACT, table, [minimal_row(CONTRACT, table)])
        broken = {r.id for r in CONTRACT.rules_of(table) if row_failures(r, frame).height}
        assert broken <= {"C2", "C14", "G4"}, f"{table}: {broken}"


def test_an_example_row_refuses_a_column_that_the_table_lacks():
    with pytest.raises(UnknownColumnError, match="killed_best"):
        minimal_row(CONTRACT, "casualties", {"killed_bset": 3})


# --- the set of rules --------------------------------------------------------------------------------------------------


def test_ids_are_unique_and_severities_known():
    assert len(RULE) == len(RULES)
    assert {rule.severity for rule in RULES} == {"error", "warning"}
    assert not RULE.keys() & {d.id for d in CONTRACT.declined}


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_every_invariant_of_the_field_is_a_rule_or_declined_with_a_reason(invariant):
    family = re.compile(rf"{invariant}([a-z]?)(\..+)?$")
    declined = [d for d in CONTRACT.declined if family.match(d.id)]
    assert all(d.reason for d in declined)
    assert declined or any(family.match(rule_id) for rule_id in RULE)


def test_every_rule_says_in_one_plain_line_what_holds():
    for rule in (*RULES, *CONTRACT.declined):
        assert "\n" not in rule.words and rule.words.endswith("."), rule.id


def test_columns_named_by_a_rule_exist():
    everywhere = {c for table in CONTRACT.tables.values() for c in table.columns}
    for rule in RULES:
        known = set(CONTRACT.table(rule.table).columns) if rule.table else everywhere
        assert set(rule.columns) <= known, rule.id
        assert rule.columns or not rule.is_row_rule, rule.id


def test_every_count_of_every_table_has_its_bounds_and_its_form_checked():
    counts = [count for table in CONTRACT.tables.values() for count in table.counts]
    assert len(counts) > 20
    for count in counts:
        assert {f"C1.{count}", f"C4.{count}"} <= RULE.keys()


def test_every_reference_and_every_joined_column_is_checked():
    for table in CONTRACT.tables.values():
        for column in table.columns.values():
            if column.ref:
                assert f"F.{table.name}.{column.name}" in RULE
            if column.items_ref or column.items_codelist:
                assert f"J.{table.name}.{column.name}" in RULE


# --- the mark for a source's own errors --------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", [r for r in ROW_RULES if r.markable], ids=by_id)
def test_the_mark_turns_a_clash_into_a_published_fact_only_where_it_is_needed(rule):
    marked = {**rule.failing[0], "source_arithmetic_error": True}
    assert row_failures(rule, example_frame(CONTRACT, rule.table, [marked])).is_empty()
    needed = RULE[f"M.{rule.table}"]
    assert row_failures(needed, example_frame(CONTRACT, rule.table, [marked])).is_empty()
    clean = {"source_arithmetic_error": True}
    assert row_failures(needed, example_frame(CONTRACT, rule.table, [clean])).height == 1
    assert f"M.{rule.id}" in RULE


def test_every_table_with_the_mark_has_a_rule_on_where_it_may_stand():
    for table in CONTRACT.tables.values():
        if "source_arithmetic_error" in table.columns:
            assert f"M.{table.name}" in RULE


# --- SQL ---------------------------------------------------------------------------------------------------------------

TOKEN = re.compile(r"'(?:[^']|'')*'|\"[^\"]+\"|[A-Za-z_][A-Za-z_0-9.]*|\d+(?:\.\d+)?|<>|<=|>=|\|\||\S")
ALLOWED_WORDS = {
    "AND", "OR", "NOT", "NULL", "IS", "IN", "LIKE", "BETWEEN", "CASE", "WHEN", "THEN", "ELSE", "END", "TRUE", "FALSE",
    "COALESCE", "DATE", "INTERVAL", "EXTRACT", "DAY", "FROM",
}  # fmt: skip


def tokens(sql: str) -> list[str]:
    return TOKEN.findall(sql)


@pytest.mark.parametrize("rule", ROW_RULES, ids=by_id)
def test_a_row_rule_keeps_to_the_sql_that_both_engines_answer_alike(rule):
    columns = set(CONTRACT.table(rule.table).columns)
    found = tokens(rule.sql)
    for i, token in enumerate(found):
        name = token.strip('"')
        if re.match(r"[A-Za-z_\"]", token) and name not in columns:
            assert token.upper() == token and token in ALLOWED_WORDS, f"{rule.id}: {token}"
        if token == "INTERVAL":  # whole days added to a date or an instant; two spans are never compared
            assert found[i - 1] == "+" and re.fullmatch(r"'\d+ day'", found[i + 1]), rule.id
        if token == "IS":
            assert found[i + 1] in ("NULL", "NOT"), rule.id
            assert found[i + 1] == "NULL" or found[i + 2] == "NULL", f"{rule.id}: no IS TRUE"
        if token == "FROM":
            assert found[i - 1] == "DAY", rule.id


def literals_compared(sql: str) -> list[tuple[str, str]]:
    """(column, literal) for each literal that is compared with a column or stands in its list."""
    found, pairs = tokens(sql), []
    for i, token in enumerate(found):
        column = token.rsplit(".", 1)[-1].strip('"')
        after = found[i + 1 : i + 3]
        if not re.match(r"[A-Za-z_\"]", token) or token in ALLOWED_WORDS or len(after) < 2:
            continue
        if after[0] in ("=", "<>") and after[1].startswith("'"):
            pairs.append((column, after[1]))
        at = i + 1 + (after[0] == "NOT")
        if found[at] == "IN" and found[at + 1] == "(":
            closing = found.index(")", at)
            pairs += [(column, t) for t in found[at + 2 : closing] if t.startswith("'")]
    return [(column, literal[1:-1]) for column, literal in pairs]


@pytest.mark.parametrize("rule", RULES, ids=by_id)
def test_a_literal_compared_with_a_code_column_is_one_of_its_codes(rule):
    tables = [CONTRACT.table(rule.table)] if rule.table else list(CONTRACT.tables.values())
    for column, literal in literals_compared(rule.sql):
        lists = {t.columns[column].codelist for t in tables if column in t.columns} - {None}
        if column == "table_name":
            lists = {"table_name"}
        if lists:
            assert any(literal in CONTRACT.code_values(name) for name in lists), f"{rule.id}: {column} {literal}"


def test_the_search_for_literals_sees_comparisons_and_lists():
    sql = "a.level = 'strike' OR level NOT IN ('wave', 'impact') AND \"table\" <> 'attacks' AND x = 3"
    assert literals_compared(sql) == [("level", "strike"), ("level", "wave"), ("level", "impact"), ("table", "attacks")]


STRINGS = ["Kh-101", "Kh-101 and Kh-555", "Iskander-M, KN-23", "Shahed", "x"]
DAYS = [date(2014, 2, 19), date(2025, 5, 1), date(2025, 5, 23), date(2025, 5, 24), date(2025, 5, 28), date(2025, 6, 30)]
MOMENTS = [datetime(2025, 5, day, hour, tzinfo=UTC) for day in (23, 24, 25) for hour in (0, 21)]


def values_of(column):
    """Values of a column's domain, small enough that equal and contrary ones are frequent, with nulls where allowed."""
    if column.codelist:
        values = st.sampled_from(CONTRACT.code_values(column.codelist))
    else:
        values = {
            "string": st.sampled_from(STRINGS),
            "integer": st.integers(max(column.spec.get("minimum", 0), 0), min(column.spec.get("maximum", 6), 6)),
            "number": st.sampled_from([-90.0, 0.0, 50.45]),
            "boolean": st.booleans(),
            "date": st.sampled_from(DAYS),
            "timestamp": st.sampled_from(MOMENTS),
        }[column.type]
    return st.none() | values if column.nullable else values


@st.composite
def frames(draw, table):
    mentioned = {t.strip('"') for rule in ROW_RULES if rule.table == table for t in tokens(rule.sql)}
    n = draw(st.integers(1, 8))
    spec = CONTRACT.table(table)
    drawn = {
        c.name: draw(st.lists(values_of(c), min_size=n, max_size=n)) if c.name in mentioned else [None] * n
        for c in spec.columns.values()
    }
    return frame_of(CONTRACT, table, [dict(zip(drawn, row, strict=True)) for row in zip(*drawn.values(), strict=True)])


@pytest.mark.parametrize("table", sorted({rule.table for rule in ROW_RULES}))
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_polars_and_duckdb_give_one_answer_to_every_row_rule(table, connection, data):
    frame = data.draw(frames(table)).with_row_index("row_number")
    rules = [rule for rule in ROW_RULES if rule.table == table]
    here = frame.select(row_condition(rule).alias(rule.id) for rule in rules)
    enums = frame.cast(dict(polars_schema(CONTRACT, table)))
    assert enums.select(row_condition(rule).alias(rule.id) for rule in rules).equals(here)
    register(connection, {"drawn": _plain(frame)})
    asked = ", ".join(f'({rule.sql}) AS "{rule.id}"' for rule in rules)
    there = connection.execute(f"SELECT {asked} FROM drawn ORDER BY row_number").fetchall()
    assert here.rows() == there


# --- running them ------------------------------------------------------------------------------------------------------


def test_check_tables_names_rule_record_and_numbers_and_sorts_its_failures():
    munitions = [
        {"munition_id": "mun_00000001", "attack_id": "atk_00000001", "launched_low": 2, "launched": 2, "launched_high": 2,
         "launched_qualifier": "exact", "downed_total_low": 4, "downed_total": 4, "downed_total_high": 4,
         "downed_total_qualifier": "exact", "downed_definition": "unknown"},
    ]  # fmt: skip
    tables = {
        "attacks": example_frame(CONTRACT, "attacks", [{"attack_id": "atk_00000001"}]),
        "munitions": example_frame(CONTRACT, "munitions", munitions),
    }
    failures = check_tables(tables, CONTRACT)
    assert failures == sorted(failures)
    first = next(f for f in failures if f.rule_id == "A1")
    assert (first.severity, first.table, first.record_id) == ("error", "munitions", "mun_00000001")
    assert "launched 2, downed_total 4" in first.detail and "downed_total" in first.columns
    missing = {f.detail for f in failures if f.rule_id == "S7" and f.table == "munitions"}
    assert {"no evidence for launched", "no evidence for downed_total"} <= missing
    assert not any(f.rule_id.startswith("F.munitions") for f in failures)


def test_a_record_that_disappears_without_a_tombstone_is_an_error():
    before = {"exchanges": example_frame(CONTRACT, "exchanges", [{"exchange_id": "exc_00000009"}])}
    failures = check_tables({}, CONTRACT, previous=before)
    assert [(f.rule_id, f.table, f.record_id) for f in failures] == [("S1", "exchanges", "exc_00000009")]


def test_evidence_is_not_bound_to_stay_since_its_ids_are_computed():
    before = {"evidence": example_frame(CONTRACT, "evidence", [{}])}
    assert check_tables({}, CONTRACT, previous=before) == []


def test_an_inherited_value_stands_on_the_evidence_of_the_other():
    one_day = {"date_start": "2025-05-23", "date_end": "2025-05-23"}
    two_days = {"date_start": "2025-05-23", "date_end": "2025-05-24"}
    fields = []
    for row in (one_day, two_days):
        found = required_values({"exchanges": example_frame(CONTRACT, "exchanges", [row])}, CONTRACT)
        fields.append(set(found["field"]))
    assert fields == [{"date_start"}, {"date_start", "date_end"}]


def test_all_parts_of_a_count_are_one_field_of_evidence():
    frame = example_frame(
        CONTRACT, "casualties", [{"killed_low": 24, "killed_qualifier": "vague_word", "killed_word": "dozens"}]
    )
    assert required_values({"casualties": frame}, CONTRACT)["field"].to_list() == ["killed"]


def test_enum_columns_and_plain_strings_are_checked_alike():
    plain = example_frame(CONTRACT, "attacks", [{"attacker": "RUS", "target_party": "RUS"}])
    enums = plain.cast(dict(polars_schema(CONTRACT, "attacks")))
    assert check_tables({"attacks": plain}, CONTRACT) == check_tables({"attacks": enums}, CONTRACT)


def test_wrong_calls_say_what_to_do():
    with pytest.raises(TypeError, match="collect it first"):
        check_tables({"attacks": example_frame(CONTRACT, "attacks", [{}]).lazy()}, CONTRACT)
    with pytest.raises(TypeError, match="collect it first"):
        row_failures(RULE["A10"], example_frame(CONTRACT, "attacks", [{}]).lazy())
    with pytest.raises(UnknownTableError, match="attacks"):
        connect({"atacks": example_frame(CONTRACT, "attacks", [{}])}, CONTRACT)
    with pytest.raises(ContractError, match="query over tables"):
        row_condition(RULE["S1"])
    bad = Rule("X", "error", "Bad.", None, "SELECT 1 AS one", ({},), ({},))
    with connect({}, CONTRACT) as opened, pytest.raises(ContractError, match="table_name, record_id, detail"):
        query_failures(bad, opened)


# --- real cases --------------------------------------------------------------------------------------------------------


def exact(**counts: int) -> dict:
    """Columns of exact counts: low, best and high equal, with the qualifier."""
    columns = {c: parts for table in CONTRACT.tables.values() for c, parts in table.counts.items()}
    row: dict = {}
    for count, n in counts.items():
        parts = columns.get(count)
        row |= {parts[p]: n for p in ("low", "best", "high")} | {parts["qualifier"]: "exact"} if parts else {count: n}
    return row


HANDOVER = {"exchange_id": "exc_00000001", "transfer_type": "reciprocal_exchange", "counts_disclosed": "both"}
CITY = {
    "toll_series_id": "cas_00000001",
    "claim_party": "ukr_official",
    "as_of_precision": "minute",
    "toll_phase": "update",
}


def side(party: str, **counts: int) -> dict:
    return {"exchange_id": "exc_00000001", "receiving_party": party, **exact(**counts)}


def toll(number: int, as_of: str, *, is_cumulative: bool = True, **counts: int) -> dict:
    return {
        **CITY,
        "casualty_id": f"cas_0000000{number}",
        "as_of": as_of,
        "is_cumulative": is_cumulative,
        **exact(**counts),
    }


def series(*tolls: tuple[str, dict[str, int]]) -> dict:
    return {"casualties": [toll(i, as_of, **counts) for i, (as_of, counts) in enumerate(tolls, start=1)]}


GOLDEN = {
    "Zircon, 2 launched and 4 downed": ({"munitions": [exact(launched=2, downed_total=4)]}, {"A1", "A3"}),
    "Shahed, 27 Dec 2024: 15 downed and 11 not arrived of 16": (
        {"munitions": [{**exact(launched=16, downed_total=15, did_not_reach=11), "downed_definition": "kinetic_only"}]},
        {"A3"},
    ),
    "18-19 Sep 2025: 71 of 86 downed, 15 hit six places": (
        {"munitions": [{**exact(launched=86, downed_total=71, hits=15, hit_sites=6, debris_sites=2), "downed_definition": "kinetic_or_ew"}]},
        set(),
    ),
    "the same day with 16 hits": (
        {"munitions": [{**exact(launched=86, downed_total=71, hits=16), "downed_definition": "kinetic_or_ew"}]},
        {"A3"},
    ),
    "Kyiv, 24 May 2025: 128 shot down and 117 suppressed are 245 of 250": (
        {"munitions": [{**exact(launched=250, downed_kinetic=128, downed_ew=117, downed_total=245), "downed_definition": "kinetic_or_ew"}]},
        set(),
    ),
    "the same night with the misprint 1280": (
        {"munitions": [{**exact(launched=250, downed_kinetic=1280, downed_ew=117, downed_total=245), "downed_definition": "kinetic_or_ew"}]},
        {"A1", "A1b", "A2"},
    ),
    "Shahed bulletin without a meaning of downed": ({"munitions": [exact(launched=103, downed_total=90)]}, {"A7"}),
    "UCDP 9/10/9": ({"casualties": [{"killed_low": 9, "killed_best": 10, "killed_high": 9, "killed_qualifier": "exact"}]}, {"C1.killed", "C4.killed"}),
    "UCDP 334/333/333": ({"casualties": [{"killed_low": 334, "killed_best": 333, "killed_high": 333, "killed_qualifier": "exact"}]}, {"C1.killed", "C4.killed"}),
    "Kyiv, 17-18 Jun 2025: building 23 within city 28": (
        {"casualties": [
            {**toll(1, "2025-06-18T13:00Z", killed=28, injured=134)},
            {**toll(2, "2025-06-18T12:00Z", killed=23), "toll_series_id": "cas_00000002", "parent_casualty_id": "cas_00000001"},
        ]},
        set(),
    ),
    "Kyiv, 24 Apr 2025: 12 in a district at 17:30 within 10 in the city at 16:45": (
        {"casualties": [
            {**toll(1, "2025-04-24T13:45Z", killed=10)},
            {**toll(2, "2025-04-24T14:30Z", killed=12), "toll_series_id": "cas_00000002", "parent_casualty_id": "cas_00000001"},
        ]},
        {"C5", "C5b"},
    ),
    "Dnipro, 14-15 Jan 2023: 21, 23, 25, 29, 30": (
        series(*((f"2023-01-15T{7 + i:02}:00Z", {"killed": k}) for i, k in enumerate((21, 23, 25, 29, 30)))),
        set(),
    ),
    "a fall from 10 to 9 without a correction": (
        series(("2025-04-24T06:00Z", {"killed": 10}), ("2025-04-24T09:00Z", {"killed": 9})), {"C6"},
    ),
    "359 = 61 and 298 accepted later": (
        {"casualties": [
            toll(1, "2025-08-22T09:00Z", killed=62263), toll(2, "2025-08-23T09:00Z", killed=62622),
            {**toll(3, "2025-08-23T09:00Z", is_cumulative=False, killed=61), "toll_series_id": "cas_00000003", "parent_casualty_id": "cas_00000002"},
            {**toll(4, "2025-08-23T09:00Z", is_cumulative=False, killed=298), "toll_series_id": "cas_00000004", "parent_casualty_id": "cas_00000002", "toll_phase": "retrospective"},
        ]},
        set(),
    ),
    "359 without the batch": (
        {"casualties": [
            toll(1, "2025-08-22T09:00Z", killed=62263), toll(2, "2025-08-23T09:00Z", killed=62622),
            {**toll(3, "2025-08-23T09:00Z", is_cumulative=False, killed=61), "toll_series_id": "cas_00000003", "parent_casualty_id": "cas_00000002"},
        ]},
        {"C10"},
    ),
    "28 Jun 2022: 16 (2 officers and 14) and a civilian are 17": (
        {"exchanges": [HANDOVER], "returns": [side("UKR", total=17, military=16, civilian=1, officers=2, enlisted=14)]},
        set(),
    ),
    "24 Mar 2023: unilateral, with people on both sides": (
        {"exchanges": [{**HANDOVER, "transfer_type": "unilateral_repatriation"}], "returns": [side("UKR", total=10), side("RUS", total=9)]},
        {"X6"},
    ),
    "3 Jan 2024: 230 (224 and 6) against 248": (
        {"exchanges": [HANDOVER], "returns": [side("UKR", total=230, military=224, civilian=6), side("RUS", total=248)]},
        {"X3"},
    ),
    "30 Dec 2024: 150 and 189": ({"exchanges": [HANDOVER], "returns": [side("UKR", total=189), side("RUS", total=150)]}, {"X3"}),
    "14 Aug 2025: 84 each, of them 33 and 84 soldiers": (
        {"exchanges": [HANDOVER], "returns": [side("UKR", total=84, military=33, civilian=51), side("RUS", total=84, military=84)]},
        {"X3"},
    ),
    "23 May 2025: 390 each, 270 and 120": (
        {"exchanges": [HANDOVER], "returns": [side(p, total=390, military=270, civilian=120) for p in ("UKR", "RUS")]},
        set(),
    ),
    "2 Oct 2025: 205 are 185 (183 and 2 officers) and 20": (
        {"exchanges": [HANDOVER], "returns": [side("UKR", total=205, military=185, civilian=20, officers=2, enlisted=183)]},
        set(),
    ),
    "5 Feb 2026: 157 (150 and 7) each are 314": (
        {"exchanges": [{**HANDOVER, "counting_unit": "both_sides_total", "both_sides_total": 314}],
         "returns": [side("UKR", total=157, military=150, civilian=7), side("RUS", total=157)]},
        set(),
    ),
    "5 Feb 2026, with 314 taken for one side": (
        {"exchanges": [{**HANDOVER, "counting_unit": "both_sides_total", "both_sides_total": 314}],
         "returns": [side("UKR", total=314), side("RUS", total=157)]},
        {"X3", "X4b"},
    ),
    "5-6 Mar 2026: numbers 72 and 73 under one agreement": (
        {"agreements": [{"agreement_id": "agr_00000001", "date_start": "2026-03-01", "window_end": "2026-03-06"}],
         "exchanges": [
            {"exchange_id": f"exc_0000000{i}", "agreement_id": "agr_00000001", "official_number": 71 + i, "official_number_party": "UKR",
             "phase_index": i, "phase_count_announced": 2, "date_start": f"2026-03-0{4 + i}"} for i in (1, 2)]},
        set(),
    ),
    "June 2025: 6,057 bodies where 6,000 were agreed": (
        {"agreements": [{"agreement_id": "agr_00000001", "party_a": "UKR", "party_b": "RUS", "formula_remains_to_a": 6000}],
         "exchanges": [{"exchange_id": "exc_00000001", "agreement_id": "agr_00000001", "transfer_type": "remains_repatriation"}],
         "returns": [side("UKR", remains=6057)]},
        {"X8"},
    ),
    "June 2025: undisclosed numbers coded as zero": (
        {"exchanges": [{**HANDOVER, "counts_disclosed": "none"}], "returns": [side("UKR", total=0)]}, {"X11"},
    ),
    "1,863 returned, of them 1,756 and 135": ({"returns": [side("UKR", total=1863, military=1756, civilian=135)]}, {"X1"}),
    "the same, marked as the source's own error": (
        {"returns": [{**side("UKR", total=1863, military=1756, civilian=135), "return_id": "ret_00000001", "source_arithmetic_error": True}],
         "evidence": [{"table": "returns", "record_id": "ret_00000001", "field": f, "source_id": "src_00000001"}
                      for f in ("total", "military", "civilian")]},
        set(),
    ),
    "totals of 2 and 15 Oct 2025 differ in scope": (
        {"exchanges": [
            {"exchange_id": "exc_00000001", "date_start": "2025-10-02", "stated_cumulative_returned": 7000},
            {"exchange_id": "exc_00000002", "date_start": "2025-10-15", "stated_cumulative_returned": 6235}]},
        {"X9b"},
    ),
    "a year 0025": ({"attacks": [{"date_start": "0025-05-24", "date_end": "0025-05-24"}]}, {"S2.attacks"}),
    "a year 1527": ({"attacks": [{"date_start": "1527-05-24", "date_end": "1527-05-24"}]}, {"S2.attacks"}),
}  # fmt: skip


BARE = {"A7", "A13", "C14", "X11b"}
"""Rules that a case may break unless it names them: cases are as bare as the figures that are known of them."""


@pytest.mark.parametrize("case", GOLDEN)
def test_a_real_case_breaks_the_rules_that_it_is_known_for_and_no_other(case, connection):
    rows, broken = GOLDEN[case]
    tables = {table: example_frame(CONTRACT, table, partials) for table, partials in rows.items()}
    changed = {name: frame for name, frame in relations(tables, CONTRACT).items() if frame.height}
    register(connection, changed)
    failing = set()
    for rule in RULES:
        if rule.id[0] not in "ACMX" and not rule.id.startswith("S2"):
            continue
        if rule.table is None:
            failing |= {f.rule_id for f in query_failures(rule, connection)}
        elif rule.table in tables and row_failures(rule, tables[rule.table]).height:
            failing.add(rule.id)
    register(connection, {name: nothing()[name] for name in changed})
    assert failing - (BARE - broken) == broken
