"""Other people's files are held against our rules: each fault is told with its row, and nothing that was not checked seems to be kept."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import polars as pl
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import conflict_data as cd
from conflict_data.cli import main
from conflict_data.contract import Contract
from conflict_data.derive.examples import example_frame
from conflict_data.errors import InputError, IntegrityError, UnknownTableError
from conflict_data.mappings.model import names, read_mapping
from conflict_data.mappings.report import Report, check_mapped
from conflict_data.mappings.rules import rules_for
from conflict_data.rules import row_failures

MAPPINGS = Path(cd.__file__).parent / "mappings"

MISSILES = {
    "time_start": "2031-03-01 21:00", "time_end": "2031-03-02 06:00", "model": "Shahed-136/131", "launch_place": "Hillside",
    "target": "Rivertown", "launched": "12.0", "destroyed": "9.0", "not_reach_goal": None, "still_attacking": None,
    "num_hit_location": "2.0", "num_fall_fragment_location": None, "carrier": None,
}  # fmt: skip
GED = {
    "id": "7001", "code_status": "Clear", "number_of_sources": "3", "where_prec": "1", "latitude": "10.5", "longitude": "20.5",
    "date_prec": "1", "date_start": "2031-03-01 00:00:00.000", "date_end": "2031-03-01 00:00:00.000", "deaths_a": "2",
    "deaths_b": "3", "deaths_civilians": "1", "deaths_unknown": "0", "best": "6", "high": "8", "low": "5",
}  # fmt: skip
ACLED = {
    "event_id_cnty": "XXX1", "event_date": "2031-03-01", "time_precision": "1", "event_type": "Battles",
    "sub_event_type": "Armed clash", "geo_precision": "1", "latitude": "10.5", "longitude": "20.5", "fatalities": "3",
}  # fmt: skip
ROWS = {
    "massive_missile_attacks": (MISSILES, "munitions"),
    "ucdp_ged": (GED, "casualties"),
    "acled": (ACLED, "casualties"),
}
KEYS = {"massive_missile_attacks": "launch_place", "ucdp_ged": "id", "acled": "event_id_cnty"}


def frame(name: str, *changes: dict[str, Any]) -> pl.DataFrame:
    """Made-up rows, each a clean one with some cells changed; keys differ unless they are given."""
    base, _ = ROWS[name]
    rows = [{**base, KEYS[name]: f"k{i}", **change} for i, change in enumerate(changes)]
    return pl.DataFrame(rows, schema=dict.fromkeys(base, pl.String))


@pytest.fixture(scope="module")
def report(contract: Contract) -> Any:
    def make(name: str, *changes: dict[str, Any], table: str | None = None) -> Report:
        mapping = read_mapping(name, contract)
        return check_mapped(frame(name, *changes), table or ROWS[name][1], mapping, contract)

    return make


def found(report: Report) -> set[tuple[str, int]]:
    """What is told: rule or kind of fault, and row."""
    told = report.failures.select(pl.coalesce("rule", "kind"), "row").rows()
    return set(told)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_clean_rows_pass(report: Any, name: str) -> None:
    clean = report(name, {}, {}, {})
    assert clean.ok
    assert found(clean) == set()
    assert clean.rules.filter(outcome="kept")["checked"].max() == 3


FAULTS: list[tuple[str, str, dict[str, Any]]] = [
    # Faults that are known of the real files, in made-up rows.
    ("A1", "massive_missile_attacks", {"model": "3M22 Zircon", "launched": "2.0", "destroyed": "4.0", "num_hit_location": None}),
    ("A3", "massive_missile_attacks", {"time_start": "2024-03-05 22:00", "time_end": "2024-03-06 05:00", "launched": "16.0", "destroyed": "15.0", "not_reach_goal": "11.0"}),
    ("A9b", "massive_missile_attacks", {"time_end": "2031-03-01 20:59"}),
    ("A9c", "massive_missile_attacks", {"time_end": "2031-03-03 20:59"}),
    ("A11b", "massive_missile_attacks", {"model": "X-101/X-555 and Kalibr"}),
    ("MMA.clock", "massive_missile_attacks", {"time_end": "2031-03-02"}),
    ("S2.attacks", "massive_missile_attacks", {"time_start": "0025-03-01", "time_end": "0025-03-01"}),
    ("S2.attacks", "massive_missile_attacks", {"time_start": "2031-03-02", "time_end": "2031-03-01"}),
    ("malformed_time", "massive_missile_attacks", {"time_start": "2031-03-01 3:30"}),
    ("malformed_time", "massive_missile_attacks", {"time_end": "2031-03-02 06:00 "}),
    ("malformed_time", "massive_missile_attacks", {"time_start": "2031-02-30 21:00"}),
    ("unclear_time", "massive_missile_attacks", {"time_start": "2025-10-26 03:30", "time_end": "2025-10-26 06:00"}),
    ("unclear_time", "massive_missile_attacks", {"time_start": "2025-03-30 03:30", "time_end": "2025-03-30 06:00"}),
    ("not_whole", "massive_missile_attacks", {"launched": "12.5"}),
    ("not_a_number", "massive_missile_attacks", {"destroyed": "about 9"}),
    ("out_of_range", "massive_missile_attacks", {"destroyed": "-1"}),
    ("unknown_code", "massive_missile_attacks", {"model": "Shaheed-136"}),
    ("required.munitions.weapon_class", "massive_missile_attacks", {"model": None}),
    ("C1.killed", "ucdp_ged", {"low": "9", "best": "10", "high": "9", "deaths_a": "6"}),
    ("C1.killed", "ucdp_ged", {"low": "7", "best": "6", "high": "6"}),
    ("C3", "ucdp_ged", {"deaths_a": "9"}),
    ("GED.sum", "ucdp_ged", {"deaths_a": "3"}),
    ("GED.some", "ucdp_ged", {"deaths_a": "0", "deaths_b": "0", "deaths_civilians": "0", "best": "0", "high": "0", "low": "0"}),
    ("GED.days", "ucdp_ged", {"date_start": "1527-03-01", "date_end": "1527-03-01"}),
    ("GED.span", "ucdp_ged", {"date_end": "2031-02-28", "date_prec": "2"}),
    ("S4.attacks", "ucdp_ged", {"date_end": "2031-03-09"}),
    ("S4.attacks", "ucdp_ged", {"date_prec": "2"}),
    ("S6.attacks", "ucdp_ged", {"latitude": None, "longitude": None}),
    ("S6.attacks", "ucdp_ged", {"where_prec": "6", "longitude": None}),
    ("out_of_range", "ucdp_ged", {"where_prec": "8"}),
    ("out_of_range", "ucdp_ged", {"latitude": "105"}),
    ("unknown_code", "ucdp_ged", {"code_status": "Check deeths"}),
    ("S1.casualties", "ucdp_ged", {"id": None}),
    ("ACLED.first_day", "acled", {"event_date": "0025-03-01"}),
    ("malformed_time", "acled", {"event_date": "01 March 2031"}),
    ("unknown_code", "acled", {"event_type": "Battels"}),
    ("unknown_code", "acled", {"sub_event_type": "Armed clashes"}),
    ("unknown_code", "acled", {"time_precision": "4"}),
    ("not_whole", "acled", {"fatalities": "1.5"}),
    ("S1.casualties", "acled", {"event_id_cnty": None}),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "name", "change"), FAULTS, ids=[f"{f[0]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_known_fault_is_told_with_its_row_and_the_clean_rows_beside_it_are_not(
    report: Any, fault: str, name: str, change: dict[str, Any]
) -> None:
    told = found(report(name, {}, change, {}))
    assert (fault, 1) in told
    assert {row for _, row in told} == {1}


def test_a_failure_names_the_files_columns_and_cells(report: Any) -> None:
    bad = report("massive_missile_attacks", {}, {"launched": "2.0", "destroyed": "4.0"})
    failure = bad.failures.filter(rule="A1").to_dicts()[0]
    assert failure["row"] == 1
    assert "k1" in failure["key"]
    assert failure["value"] == "launched 2.0, destroyed 4.0"
    assert failure["message"] == "No more munitions are downed than were launched."
    rule = bad.rules.filter(rule="A1").to_dicts()[0]
    assert (rule["outcome"], rule["broken"], rule["checked"], rule["severity"]) == ("broken", 1, 2, "error")


def test_unknown_codes_and_models_come_with_the_nearest_match(report: Any) -> None:
    bad = report("massive_missile_attacks", {"model": "Shaheed-136/131"})
    message = bad.failures.filter(kind="unknown_code")["message"].item()
    assert message == "'Shaheed-136/131' is no code that the mapping knows: did you mean 'Shahed-136/131'?"


def test_rows_that_stand_twice_are_told_both(report: Any) -> None:
    told = found(report("ucdp_ged", {"id": "5"}, {"id": "6"}, {"id": "5"}))
    assert told == {("S1.casualties", 0), ("S1.casualties", 2)}


def test_one_unreadable_cell_is_told_once_though_several_columns_are_read_from_it(report: Any) -> None:
    bad = report("massive_missile_attacks", {"time_start": "2031-03-01 3:30", "launched": "x"})
    assert bad.failures.group_by("column").len().sort("column").rows() == [("launched", 1), ("time_start", 1)]


def test_a_rule_says_nothing_of_rows_with_unread_or_missing_cells(report: Any) -> None:
    bad = report("massive_missile_attacks", {}, {"launched": "2.5"}, {"launched": None}, {"time_end": "2031-03-02"})
    rule = {r["rule"]: r for r in bad.rules.to_dicts()}
    assert (rule["A1"]["checked"], rule["A1"]["unread"], rule["A1"]["missing"]) == (2, 1, 1)
    assert (rule["A9b"]["checked"], rule["A9b"]["unread"], rule["A9b"]["missing"]) == (3, 0, 1)


def test_warnings_alone_leave_a_file_in_order(report: Any) -> None:
    told = report("massive_missile_attacks", {"time_end": "2031-03-02"})
    assert found(told) == {("MMA.clock", 0)}
    assert told.ok


def test_downed_means_shot_down_before_the_break_and_shot_down_or_suppressed_after(report: Any) -> None:
    before = {"time_start": "2025-07-22 21:00", "time_end": "2025-07-23 06:00"}
    after = {"time_start": "2025-07-23 21:00", "time_end": "2025-07-24 06:00"}
    both = report("massive_missile_attacks", before, after, after)
    assert both.breaks.select("column", "value", "rows").rows() == [
        ("downed_definition", "kinetic_only", 1),
        ("downed_definition", "kinetic_or_ew", 2),
    ]
    assert len(report("massive_missile_attacks", after, after).breaks) == 0


def test_sentinels_are_empty_and_not_minus_one(report: Any) -> None:
    for text in ("-1", "-1.0"):
        assert report("ucdp_ged", {"number_of_sources": text}).ok
    assert ("out_of_range", 0) in found(report("ucdp_ged", {"number_of_sources": "-2"}))


def test_nan_is_empty(report: Any) -> None:
    assert report("massive_missile_attacks", {"not_reach_goal": "nan", "num_hit_location": "NaN"}).ok


def test_what_is_not_of_a_table_is_left_out_of_it_and_counted(report: Any) -> None:
    protest = {"event_type": "Protests", "sub_event_type": "Peaceful protest", "geo_precision": "9"}
    told = report("acled", {}, protest, {})
    assert told.taken == {"casualties": 3, "attacks": 2}
    assert told.ok
    assert report("acled", protest, table="attacks").taken == {"attacks": 0}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_rule_on_the_table_is_kept_broken_or_said_not_to_apply(
    report: Any, contract: Contract, name: str
) -> None:
    table = ROWS[name][1]
    told = report(name, {})
    rules = {r["rule"]: r for r in told.rules.to_dicts()}
    assert {r.id for r in contract.rules if r.table == table} <= rules.keys()
    assert all((r["outcome"] == "not_applicable") == (r["reason"] is not None) for r in rules.values())
    assert all(r["checked"] == 0 for r in rules.values() if r["outcome"] == "not_applicable")


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_rule_that_is_run_can_fail_with_what_the_mapping_gives(contract: Contract, name: str) -> None:
    mapping = read_mapping(name, contract)
    for section in mapping.sections.values():
        fixed = {n: s.value for n, s in section.columns.items() if not s.columns}
        for one in rules_for(section, section.columns, contract):
            if one.reason is None and not one.rule.id.startswith("required."):
                table = contract.table(section.table)
                ways = [e for e in one.rule.failing if {n for n in one.needs if n in e} <= section.columns.keys()]
                assert any(all(str(e.get(n, v)).lower() == str(v) for n, v in fixed.items()) for e in ways), one.rule.id
                assert set(one.needs) <= section.columns.keys() | section.untold, one.rule.id
                assert set(one.needs) <= table.columns.keys()


def test_rules_that_need_what_a_mapping_lacks_say_so(report: Any) -> None:
    reasons = dict(report("massive_missile_attacks", {}).rules.select("rule", "reason").rows())
    assert reasons["A4"] == "cannot fail without hits_high, hits_low"
    assert reasons["S9b.munitions"] == "needs as_of, as_of_precision, not mapped"
    assert reasons["C1.launched"] == "cannot fail: the file has one number for launched"
    assert reasons["A5"].startswith("compares several rows or tables")
    assert reasons["A7"].startswith("what downed means is told by the mapping")
    assert dict(report("ucdp_ged", {}).rules.select("rule", "reason").rows())["A9"].startswith(
        "cannot fail with the mapping's own"
    )


def test_a_column_that_this_version_of_the_file_lacks_takes_its_rules_along(contract: Contract) -> None:
    mapping = read_mapping("massive_missile_attacks", contract)
    told = check_mapped(frame("massive_missile_attacks", {}).drop("not_reach_goal"), "munitions", mapping, contract)
    reasons = dict(told.rules.select("rule", "reason").rows())
    assert reasons["A3"] == "needs did_not_reach, and the file has no column not_reach_goal"
    assert reasons["A1"] is None


def test_the_report_says_what_the_contract_wants_and_the_file_lacks(report: Any) -> None:
    lacks = {(r["table"], r["column"]): r for r in report("ucdp_ged", {}).lacks.to_dicts()}
    assert lacks["casualties", "claim_party"]["wanted"] == "every row"
    assert lacks["casualties", "killed_qualifier"]["rules"] == "C2, C4.killed"
    assert "killed" in lacks["casualties", "evidence"]["description"]
    assert ("casualties", "killed_best") not in lacks


@pytest.mark.parametrize("name", names())
def test_the_examples_of_a_mappings_own_checks_pass_and_fail(contract: Contract, name: str) -> None:
    for section in read_mapping(name, contract).sections.values():
        for check in section.checks:
            for row in check.passing:
                assert len(row_failures(check, example_frame(contract, section.table, [row]))) == 0
            for row in check.failing:
                assert len(row_failures(check, example_frame(contract, section.table, [row]))) == 1


@pytest.mark.parametrize("name", names())
def test_editors_accept_the_mappings_that_come_with_the_package(name: str) -> None:
    schema = json.loads((MAPPINGS / "mapping.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    text = (MAPPINGS / f"{name}.yaml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=mapping.schema.json\n")
    jsonschema.Draft202012Validator(schema).validate(yaml.load(text, yaml.BaseLoader))


MINE = """\
title: Mine
about: Made up.
described_in: [nowhere]
key: [id]
formats: ["%Y-%m-%d"]
tables:
  casualties:
    columns:
      scope_start: day
      killed_civilian: civilians
      victim_side: {from: side, codes: {A: UKR}}
    counts:
      killed: {exact: dead}
"""
WRONG = [
    ("killed_civilian: civ", "killed_civillian: civ", "mine.yaml:10: tables.casualties.columns.killed_civillian: casualties has no such column: did you mean 'killed_civilian'?"),
    ("{A: UKR}", "{A: UKRAINE}", "mine.yaml:11: tables.casualties.columns.victim_side.codes.A: 'UKRAINE' is no code of victim_side: did you mean 'UKR'? allowed: UKR, RUS"),
    ("killed: {exact", "kiled: {exact", "mine.yaml:13: tables.casualties.counts.kiled: casualties has no such count: did you mean 'killed'?"),
    ("  casualties:", "  casualty:", "mine.yaml:7: tables.casualty: no such table: did you mean 'casualties'?"),
    ("title: Mine", "titel: Mine", "'titel' was unexpected"),
    ("key: [id]", "key: []", "mine.yaml:4: key:"),
    ("key: [id]", "key: [id]\nkey: [x]", "'key' stands twice, again on line 5: keep one"),
    ('["%Y-%m-%d"]', '["%d %b %Y"]', "mine.yaml:5: formats.0:"),
    ('formats: ["%Y-%m-%d"]\n', "", "formats is missing: the mapping must say how dates and times are written"),
    ("      scope_start: day", "      as_of: day", "zone is missing: clock times are read"),
    ("      scope_start: day", "      killed_best: day", "is a part of a count that stands under `counts`"),
    ("    counts:", "    skip: {C33: why}\n    counts:", "mine.yaml:12: tables.casualties.skip.C33: no such rule: did you mean 'C3'?"),
    ("    counts:", "    untold: [killed]\n    counts:", "killed_best is told: it stands under `columns` or `counts`"),
    ("    counts:", "    carries: [attacks]\n    counts:", "tables.casualties.carries.0: no other table here"),
    ("killed_civilian: civilians", "is_cumulative: {value: maybe}", "'maybe' is not true or false"),
    ("title: Mine", "title: [Mine", "not YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), WRONG, ids=[w[1].strip()[:30] for w in WRONG])
def test_a_fault_of_a_mapping_is_told_with_line_field_and_what_is_allowed(
    contract: Contract, tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "mine.yaml"
    assert old in MINE
    path.write_text(MINE.replace(old, new), "utf-8")
    with pytest.raises(InputError) as error:
        read_mapping(path, contract)
    assert message in str(error.value)


def test_the_mapping_that_the_readme_shows_fits_the_contract(contract: Contract, tmp_path: Path) -> None:
    path = tmp_path / "shown.yaml"
    path.write_text((MAPPINGS / "README.md").read_text("utf-8").split("```yaml\n")[1].split("```")[0], "utf-8")
    assert list(read_mapping(path, contract).sections) == ["casualties", "attacks"]


def test_a_mapping_of_ones_own_is_used_by_its_path(made_tables: Path, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE, "utf-8")
    rows = pd.DataFrame(
        {"id": [1, 2], "day": pd.to_datetime(["2031-03-01", "2031-03-02"]), "civilians": [4, None], "side": ["A", "B"], "dead": [3.0, float("nan")]}
    )  # fmt: skip
    told = cd.validate(rows, "casualties", mapping=path, version=made_tables)
    assert found(told) == {("unknown_code", 1)}
    rules = dict(told.rules.select("rule", "reason").rows())
    assert "killed_military" in rules["C3b"]


def test_unknown_mappings_tables_and_columns_are_told_with_what_there_is(made_tables: Path, contract: Contract) -> None:
    with pytest.raises(InputError, match=r"no such mapping: did you mean 'ucdp_ged'\? allowed: acled, massive_missile"):
        cd.validate(pl.DataFrame(), "casualties", mapping="ucdp_gde", version=made_tables)
    with pytest.raises(UnknownTableError, match="allowed: casualties, attacks"):
        cd.validate(frame("ucdp_ged", {}), "exchanges", mapping="ucdp_ged", version=made_tables)
    renamed = frame("ucdp_ged", {}).rename({"deaths_b": "death_b", "best": "best_est"})
    with pytest.raises(InputError) as error:
        cd.validate(renamed, "casualties", mapping="ucdp_ged", version=made_tables)
    assert "ucdp_ged: deaths_b: the file has no such column: did you mean 'death_b'?" in str(error.value)
    assert "ucdp_ged: best:" in str(error.value)


@pytest.mark.parametrize("suffix", ["csv", "parquet", "semicolon", "bom"])
def test_files_are_read_as_they_are(made_tables: Path, tmp_path: Path, suffix: str) -> None:
    rows = frame("ucdp_ged", {}, {"best": "9"})
    path = tmp_path / f"ged.{'parquet' if suffix == 'parquet' else 'csv'}"
    if suffix == "parquet":
        typed = rows.with_columns(
            pl.col("best", "low", "high", "deaths_a").cast(pl.Int64), pl.col("latitude").cast(pl.Float64), pl.col("deaths_b").cast(pl.Float64),
            pl.col("date_start", "date_end").str.to_datetime("%Y-%m-%d %H:%M:%S%.f"),
        )  # fmt: skip
        typed.write_parquet(path)
    else:
        rows.write_csv(path, separator=";" if suffix == "semicolon" else ",", include_bom=suffix == "bom")
    told = cd.validate(path, "casualties", mapping="ucdp_ged", version=made_tables)
    assert found(told) == {("C1.killed", 1), ("GED.sum", 1)}


def test_a_file_that_is_none_is_told(made_tables: Path, tmp_path: Path) -> None:
    for name, content in {"a.parquet": b"no", "b.csv": b"", "c.csv": b"id,x\n\xff\xfe,1\n"}.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(IntegrityError, match=f"{name}: not readable as"):
            cd.validate(tmp_path / name, "casualties", mapping="ucdp_ged", version=made_tables)


def test_columns_of_a_file_may_have_any_name(contract: Contract, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(MINE.replace("[id]", "[row]").replace("civilians", "kind").replace("dead}", "value}"), "utf-8")
    cells = {"row": ["a"], "day": ["2031-03-01"], "kind": ["x"], "side": ["A"], "value": ["2"]}
    told = check_mapped(pl.DataFrame(cells), "casualties", read_mapping(path, contract), contract)
    assert told.failures.select("kind", "row", "key", "column", "value").rows() == [
        ("not_a_number", 0, "a", "kind", "x")
    ]


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def test_the_command_tells_faults_with_rows_and_exits_with_one(made_tables: Path, tmp_path: Path) -> None:
    path = tmp_path / "raids.csv"
    options = ("--as", "munitions", "--map", "massive_missile_attacks", "--version", str(made_tables))
    frame("massive_missile_attacks", {}).write_csv(path)
    code, text, error = run("validate", str(path), *options)
    assert (code, error) == (0, "")
    assert text.rstrip().endswith("no errors")
    frame(
        "massive_missile_attacks", {}, {"launched": "2.0", "destroyed": "4.0"}, {"time_end": "2031-03-02 6:00"}
    ).write_csv(path)
    code, text, _ = run("validate", str(path), *options)
    assert code == 1
    for part in (
        "A1 (error, munitions): No more munitions are downed than were launched.",
        "row 1 (2031-03-01 21:00; 2031-03-02 06:00; Shahed-136/131; Rivertown; k1): launched 2.0, destroyed 4.0",
        "malformed_time in time_end: 1 row",
        "'2031-03-02 6:00' is no date or time of the form YYYY-MM-DD hh:mm",
        "A4 (munitions): cannot fail without hits_high, hits_low",
        "munitions, in every row: munition_id, attack_id",
        "2 of 3 rows with an error",
    ):
        assert part in text
    code, text, _ = run("validate", str(path), *options, "--json")
    assert code == 1
    assert json.loads(text)["ok"] is False


def test_the_command_tells_an_unknown_mapping(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id\n1\n")
    code, _, error = run("validate", str(path), "--as", "casualties", "--map", "gde")
    assert code == 1
    assert "gde: no such mapping" in error


NUMBERS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=20)


@given(NUMBERS)
def test_just_the_rows_that_break_a_rule_are_told(report: Any, pairs: list[tuple[int, int]]) -> None:
    told = report("massive_missile_attacks", *({"launched": f"{a}.0", "destroyed": str(b)} for a, b in pairs))
    assert {row for rule, row in found(told) if rule == "A1"} == {i for i, (a, b) in enumerate(pairs) if b > a}


@given(st.datetimes(datetime(2022, 4, 1), datetime(2022, 10, 1)), st.integers(0, 15), st.booleans())
def test_a_time_is_read_in_its_form_alone(report: Any, moment: datetime, place: int, spoil: bool) -> None:
    text = f"{moment:%Y-%m-%d %H:%M}"
    written = text[:place] + text[place + 1 :] if spoil else text
    end = f"{moment + timedelta(hours=1):%Y-%m-%d %H:%M}"
    told = found(report("massive_missile_attacks", {"time_start": written, "time_end": end}))
    assert told == ({("malformed_time", 0)} if spoil else set())
