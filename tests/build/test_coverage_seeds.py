"""What seeds/coverage.yaml promises: no month is passed over, and nobody calls a month complete without saying why."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pipeline import strict_yaml

from conflict_data.contract import Contract

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
FOLDERS = {"attacks": ("attacks",), "casualties": ("attacks", "casualties"), "exchanges": ("exchanges",)}
"""Where the records of a kind lie: a toll stands with its attack, or alone."""
CHECKED = "Checked:"
"""What begins the sentence that says against which other list a month was held."""


def month_of(day: date) -> date:
    return day.replace(day=1)


def months_between(first: date, last: date) -> list[date]:
    ordinals = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(n // 12, n % 12 + 1, 1) for n in ordinals]


def first_days(kind: str, seeds: Path) -> list[date]:
    """The days on which the records of a kind begin; the name of a file starts with it."""
    files = (f for folder in FOLDERS[kind] for f in (seeds / "records" / folder).glob("*/*.yaml"))
    return [date.fromisoformat(f.name.split("_")[0]) for f in files]


def missing(rows: list[dict[str, Any]], days: dict[str, list[date]]) -> list[tuple[date, str]]:
    """Months between the first and the last record of any kind that have no row of coverage, by kind."""
    every = [day for of_kind in days.values() for day in of_kind]
    said = {(row["month"], row["kind"]) for row in rows}
    wanted = [(m, kind) for m in months_between(min(every), max(every)) for kind in days]
    return [key for key in wanted if key not in said]


def unexplained(rows: list[dict[str, Any]], days: dict[str, list[date]]) -> list[tuple[date, str]]:
    """Months said to be complete that have no record, and do not say how that is known."""
    coded = {(month_of(day), kind) for kind, of_kind in days.items() for day in of_kind}
    complete = [row for row in rows if row["status"] == "complete"]
    return [
        (row["month"], row["kind"])
        for row in complete
        if (row["month"], row["kind"]) not in coded and CHECKED not in row.get("selection", "")
    ]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    file = SEEDS / "coverage.yaml"
    parsed = strict_yaml.parse(strict_yaml.read_text(file, name=file.name), file=file.name)
    return [row | {"month": date.fromisoformat(str(row["month"]))} for row in parsed.data]


@pytest.fixture(scope="module")
def days() -> dict[str, list[date]]:
    return {kind: first_days(kind, SEEDS) for kind in FOLDERS}


def test_every_kind_of_the_contract_is_looked_at(contract: Contract) -> None:
    assert set(FOLDERS) == set(contract.code_values("coverage_kind"))


def test_every_month_from_the_first_record_to_the_last_has_a_row_of_each_kind(
    rows: list[dict[str, Any]], days: dict[str, list[date]]
) -> None:
    assert missing(rows, days) == []


def test_every_row_says_what_was_looked_for_and_each_that_is_not_complete_what_is_missing(
    rows: list[dict[str, Any]],
) -> None:
    assert [row["month"] for row in rows if not row.get("selection")] == []
    assert [row["month"] for row in rows if row["status"] == "partial" and not row.get("known_gaps")] == []


def test_no_month_without_records_is_complete_without_a_reason(
    rows: list[dict[str, Any]], days: dict[str, list[date]]
) -> None:
    assert unexplained(rows, days) == []


def test_every_complete_month_names_what_it_was_checked_against(rows: list[dict[str, Any]]) -> None:
    complete = [row for row in rows if row["status"] == "complete"]
    assert [row["month"] for row in complete if CHECKED not in row["selection"]] == []


def test_a_month_that_is_passed_over_or_complete_without_a_reason_is_seen() -> None:
    days = {"attacks": [date(2031, 3, 3), date(2031, 5, 9)], "exchanges": [date(2031, 4, 1)]}
    march, april, may = months_between(date(2031, 3, 3), date(2031, 5, 9))
    rows = [
        {"month": month, "kind": kind, "status": "complete", "selection": "All that pages tell of."}
        for month in (march, april, may)
        for kind in days
    ]
    assert missing(rows, days) == []
    assert missing(rows[:-1], days) == [(may, "exchanges")]
    assert unexplained(rows, days) == [(march, "exchanges"), (april, "attacks"), (may, "exchanges")]
    assert unexplained([rows[2] | {"selection": "Checked: none is in the list."}], days) == []


def test_months_run_over_the_end_of_a_year() -> None:
    assert months_between(date(2030, 12, 31), date(2031, 1, 1)) == [date(2030, 12, 1), date(2031, 1, 1)]
