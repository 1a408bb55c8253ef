"""`validate` and the pandera schemas on frames of users: every failure is told by row, column and what is allowed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

import conflict_data as cd

FAULTS: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], str]] = {
    "no key and no column": (lambda _: pl.DataFrame({"mine": [1]}), r"munition_id: is missing"),
    "a column too many": (lambda f: f.with_columns(mine=1), r"  mine: is no column of munitions$"),
    "a column is missing": (lambda f: f.drop("launched_low"), r"1 failures\n  launched_low: is missing$"),
    "no frame at all": (lambda _: pl.DataFrame(), r"munition_id: is missing"),
    "an unknown code": (
        lambda f: f.with_columns(weapon_class=pl.lit("owa_uaw")),
        r"1 failures\n  row 0, weapon_class: is no code of the contract: did you mean 'owa_uav'\? .*\(value owa_uaw\)$",
    ),
    "an empty cell": (
        lambda f: f.with_columns(attack_id=pl.lit(None, pl.String)),
        r"row 0, attack_id: is empty, and may not be$",
    ),
    "a key twice": (
        lambda f: pl.concat([f, f]),
        r"row 0, munition_id: the key stands more than once \(value mun_aaaa1111\)",
    ),
    "another type": (
        lambda f: f.with_columns(pl.col("launched_low").cast(pl.Float64)),
        r"launched_low: has another type than Int64 \(value Float64\)",
    ),
    "another order": (lambda f: f.select(reversed(f.columns)), r"stands in another place than the contract gives it"),
    "more downed than launched": (
        lambda f: f.with_columns(launched=pl.lit(1, pl.Int64), launched_low=pl.lit(1, pl.Int64), launched_high=pl.lit(1, pl.Int64)),
        r"row 0, launched, .*: No more munitions are downed than were launched",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_of_a_frame_is_told(made_tables: Path, name: str) -> None:
    spoil, message = FAULTS[name]
    frame = spoil(cd.load("munitions", version=made_tables))
    with pytest.raises(cd.ValidationError, match=message) as caught:
        cd.validate(frame, "munitions", version=made_tables)
    assert caught.value.failures.columns == ["rule", "row", "column", "value", "message"]


def test_a_lazy_frame_is_refused_by_validate_and_by_the_schema_itself(made_tables: Path) -> None:
    import pandera.polars as pa

    schema = cd.schema("munitions", version=made_tables)
    assert isinstance(schema, pa.DataFrameSchema)
    frame = cd.load("munitions", version=made_tables)
    assert schema.validate(frame).equals(frame)
    with pytest.raises(TypeError, match="collect"):
        schema.validate(frame.lazy())
    with pytest.raises(TypeError, match="collect"):
        cd.validate(frame.lazy(), "munitions", version=made_tables)


def test_codes_as_text_or_categories_are_valid(made_tables: Path) -> None:
    frame = cd.load("munitions", version=made_tables)
    for kind in (pl.String, pl.Categorical):
        as_kind = frame.with_columns(pl.col(pl.Enum).cast(pl.String).cast(kind))
        assert cd.validate(as_kind, "munitions", version=made_tables).equals(frame)


def test_what_export_writes_is_valid_from_the_file_and_its_faults_are_told_by_row(
    made_tables: Path, tmp_path: Path
) -> None:
    for name in ("attacks", "munitions", "casualties", "exchanges", "sources", "places"):
        file = tmp_path / f"{name}.csv"
        frame = cd.load(name, version=made_tables)
        frame.write_csv(file)
        assert cd.validate(file, name, version=made_tables).equals(frame)
        frame.write_parquet(file.with_suffix(".parquet"))
        assert cd.validate(file.with_suffix(".parquet"), name, version=made_tables).equals(frame)
    file = tmp_path / "attacks.csv"
    file.write_text(file.read_text().replace("2031-03-03", "2031-02-30").replace(",true,", ",yes,"))
    with pytest.raises(cd.ValidationError) as caught:
        cd.validate(file, "attacks", version=made_tables)
    told = caught.value.failures.filter(pl.col("rule") == "type").select("row", "column", "value", "message").rows()
    assert (0, "date_start", "2031-02-30", "is no day YYYY-MM-DD") in told
    assert (0, "night_of", "yes", "is no true or false") in told


def test_what_is_not_there_is_told_and_not_shown_as_empty(made_tables: Path) -> None:
    with pytest.raises(cd.UnknownColumnError, match="did you mean 'injured'"):
        cd.evidence("atk_aaaa1111", field="injurd", version=made_tables)
    with pytest.raises(cd.UnknownRecordError, match="atk_aaaa9999; did you mean atk_aaaa1111"):
        cd.tolls(attack="atk_aaaa9999", version=made_tables)
    with pytest.raises(cd.UnknownRecordError, match="no released version of exchanges has a record 'exc_00000000'"):
        cd.history("exchanges", record_id="exc_00000000")
