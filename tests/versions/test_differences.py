"""The laws of differences: they lead from one state to the other, back again, and are empty between equal states."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import conflict_data as cd
from conflict_data.contract import Contract
from conflict_data.derive import strategies
from conflict_data.derive.arrow import arrow_table
from conflict_data.derive.compile import compile_contract, schema_folder
from conflict_data.difference_page import page
from conflict_data.differences import Difference, compare, diff_all, listed, risk_of
from conflict_data.errors import ConflictDataError
from conflict_data.states import tables_of

CONTRACT: Contract = compile_contract(schema_folder())
TABLES = ("attacks", "casualties", "exchanges", "returns", "place_names", "coverage")


def frame(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    plain = pl.DataFrame(pl.from_arrow(arrow_table(CONTRACT, name, rows)))
    return plain.with_columns(pl.col(pl.Categorical).cast(pl.String))


@st.composite
def two_states(draw: st.DrawFn) -> tuple[str, pl.DataFrame, pl.DataFrame]:
    """Two states of a table that share some records, some of them changed."""
    name = draw(st.sampled_from(TABLES))
    key = CONTRACT.tables[name].key
    unique = lambda r: tuple(str(r[k]) for k in key)  # noqa: E731
    old = draw(st.lists(strategies.rows(name, CONTRACT), max_size=4, unique_by=unique))
    fresh = draw(st.lists(strategies.rows(name, CONTRACT), max_size=3, unique_by=unique))
    kept = [row for row in old if draw(st.booleans())]
    changed = []
    for row in kept:
        other = draw(strategies.rows(name, CONTRACT)) if draw(st.booleans()) else row
        changed.append({**other, **{k: row[k] for k in key}})
    known = {unique(r) for r in changed}
    new = changed + [r for r in fresh if unique(r) not in known]
    return name, frame(name, old), frame(name, new)


def ordered(data: pl.DataFrame, name: str) -> list[dict[str, object]]:
    return data.sort(CONTRACT.tables[name].key, nulls_last=True).to_dicts()


def difference(name: str, old: pl.DataFrame, new: pl.DataFrame) -> Difference:
    return compare(old, new, key=CONTRACT.tables[name].key)


@given(two_states())
def test_a_difference_applied_to_the_old_state_gives_the_new_one(
    states: tuple[str, pl.DataFrame, pl.DataFrame],
) -> None:
    name, old, new = states
    assert difference(name, old, new).apply(old).to_dicts() == ordered(new, name)


@given(two_states())
def test_the_inverse_leads_back(states: tuple[str, pl.DataFrame, pl.DataFrame]) -> None:
    name, old, new = states
    there = difference(name, old, new)
    assert there.inverse().apply(new).to_dicts() == ordered(old, name)
    back = difference(name, new, old)
    assert back.apply(new).to_dicts() == there.inverse().apply(new).to_dicts()
    assert (
        listed(there.inverse(), CONTRACT.tables[name])
        .sort("record_id", "field")
        .equals(listed(back, CONTRACT.tables[name]).sort("record_id", "field"))
    )


@given(two_states())
def test_equal_states_do_not_differ(states: tuple[str, pl.DataFrame, pl.DataFrame]) -> None:
    name, old, _ = states
    assert difference(name, old, old).is_empty
    assert difference(name, old, old.reverse()).is_empty
    assert len(listed(difference(name, old, old), CONTRACT.tables[name])) == 0


@given(two_states())
def test_every_difference_is_listed_once_with_removals_first(states: tuple[str, pl.DataFrame, pl.DataFrame]) -> None:
    name, old, new = states
    found = difference(name, old, new)
    rows = listed(found, CONTRACT.tables[name])
    assert len(rows) == len(found.added) + len(found.removed) + sum(len(c) for c in found.cells.values())
    order = {"removed": 0, "corrected": 1, "added": 2}
    kinds = [order[c] for c in rows["change"]]
    assert kinds == sorted(kinds)
    assert rows.select("record_id", "field").is_unique().all()
    assert set(rows["risk"]) <= {"high", "medium", "low"}


def test_columns_that_one_state_lacks_count_as_null() -> None:
    old = pl.DataFrame({"id": [1, 2], "a": [1, 2]})
    new = pl.DataFrame({"id": [1, 2], "b": ["x", None]})
    found = compare(old, new, key=["id"])
    assert found.apply(old).to_dicts() == new.to_dicts()
    assert found.inverse().apply(new).select("id", "a").to_dicts() == old.to_dicts()


def test_a_repeated_key_is_refused_by_name() -> None:
    twice = pl.DataFrame({"id": [7, 7], "a": [1, 2]})
    with pytest.raises(ConflictDataError, match="the old frame has 1 repeated keys; the first is 7"):
        compare(twice, twice.head(1), key=["id"])


def test_a_difference_is_not_applied_to_another_state() -> None:
    old = pl.DataFrame({"id": [1], "a": [1]})
    new = pl.DataFrame({"id": [1], "a": [2]})
    with pytest.raises(ConflictDataError, match="changes a from values that the frame does not hold"):
        compare(old, new, key=["id"]).apply(new)
    with pytest.raises(ConflictDataError, match="removes records"):
        compare(old, old.clear(), key=["id"]).apply(old.clear())


@pytest.mark.parametrize(
    ("field", "risk"),
    [
        ("killed_best", "high"),
        ("as_of", "medium"),
        ("note", "low"),
        ("use_in_totals", "low"),
        ("scope_level", "medium"),
    ],
)
def test_risk_tells_how_much_a_change_may_matter(field: str, risk: str) -> None:
    assert risk_of(CONTRACT.tables["casualties"], field, change="corrected") == risk
    assert risk_of(CONTRACT.tables["casualties"], "*", change="retired") == "high"


def test_a_version_is_held_against_a_folder_of_anyones(made_tables: Path, tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    attacks = cd.load("attacks", version=made_tables)
    cd.load("casualties", version=made_tables).write_csv(theirs / "casualties.csv")
    attacks.drop("note").with_columns(pl.lit("x").alias("mine"), fires_low=pl.lit(3, pl.Int8)).write_parquet(
        theirs / "attacks.parquet"
    )
    assert tables_of(made_tables, theirs) == ["attacks", "casualties"]
    assert len(cd.diff("casualties", made_tables, theirs)) == 0
    found = cd.diff("attacks", made_tables, theirs)
    assert found.select("field", "new_value").rows() == [("fires_low", "3")]
    assert cd.diff("attacks", theirs, made_tables)["old_value"].to_list() == ["3"]
    assert len(diff_all(made_tables, theirs)) == 1
    (theirs / "casualties.csv").write_text("casualty_id,killed_best\ncas_aaaa1111,many\n")
    with pytest.raises(cd.IntegrityError, match=r"casualties\.csv: not readable as the table 'casualties'"):
        cd.diff("casualties", made_tables, theirs)
    (theirs / "attacks.parquet").write_bytes(b"PAR1")
    with pytest.raises(cd.IntegrityError, match=r"attacks\.parquet: not readable as the table 'attacks'"):
        cd.diff("attacks", made_tables, theirs)
    with pytest.raises(cd.UnknownTableError, match="allowed: attacks, casualties"):
        cd.diff("exchanges", theirs, theirs)
    attacks.drop("attack_id").write_parquet(theirs / "attacks.parquet")
    with pytest.raises(ConflictDataError, match="the new frame has no key column attack_id"):
        cd.diff("attacks", made_tables, theirs)
    with pytest.raises(cd.UnknownVersionError, match=r"neither contract\.json nor a file <table>"):
        cd.diff("attacks", made_tables, tmp_path)


def test_removals_of_all_tables_come_first(made_tables: Path, tmp_path: Path) -> None:
    for name in ("attacks", "casualties"):
        frame = cd.load(name, version=made_tables)
        (frame.with_columns(note=pl.lit("x")) if name == "attacks" else frame.head(1)).write_parquet(
            tmp_path / f"{name}.parquet"
        )
    found = diff_all(made_tables, tmp_path)
    assert found.select("table", "change").rows() == [("casualties", "removed"), ("attacks", "corrected")]


def test_the_page_tells_what_is_gone_first_and_shows_values_as_text() -> None:
    columns = ("table", "record_id", "change", "field", "old_value", "new_value", "risk")
    rows = [
        ("attacks", "atk_aaaa1111", "corrected", "note", "<script>alert(1)</script>", "x & y", "low"),
        ("exchanges", "exc_aaaa1111", "added", "*", None, None, "medium"),
        ("exchanges", "exc_bbbb2222", "retired", "*", None, None, "high"),
    ]
    told = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")
    whole = told.with_columns(pl.lit(None, pl.String).alias(c) for c in ("reason", "source_id", "credit"))
    html = page(whole, old="0.1.0", new="<b>folder</b>")
    assert "<script" not in html and "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    places = [html.index(word) for word in ("exc_bbbb2222", "atk_aaaa1111", "exc_aaaa1111")]
    assert places == sorted(places)
    assert "1 retired, 1 corrected, 1 added" in html
    assert "Nothing differs." in page(whole.clear(), old="a", new="b")
