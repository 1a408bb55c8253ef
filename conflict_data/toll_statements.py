"""Tolls as they were known at a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from conflict_data.loading import load
from conflict_data.proofs import family
from conflict_data.store import Version

if TYPE_CHECKING:
    import polars as pl


def moment(value: str | date | datetime) -> datetime:
    """A moment in UTC: a day stands for its end, a clock time without zone is UTC. `ValueError` says what is allowed."""
    if isinstance(value, str):
        try:
            value = (
                datetime.fromisoformat(value.replace("Z", "+00:00"))
                if "T" in value or " " in value
                else date.fromisoformat(value)
            )
        except ValueError:
            raise ValueError(
                f"{value!r} is no moment: write 2025-07-31, 2025-07-31T09:00Z or 2025-07-31T12:00+03:00"
            ) from None
    if not isinstance(value, datetime):
        value = datetime.combine(value, time.max, UTC)
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


def tolls(
    *, as_of: str | date | datetime | None = None, attack: str | None = None, version: Version = None
) -> pl.DataFrame:
    """The toll statement that stood for each scope at a moment: the latest of each series made by then.

    Parameters
    ----------
    as_of : moment (see `moment`); None for the newest statements. Statements without a known moment count from the day they cover.
    attack : only the tolls of this attack.
    version : data version.

    Returns
    -------
    Rows of `casualties`, one a series, widest scope first. Raises `UnknownRecordError` for an attack that is not there. They nest: sum them only over `use_in_totals`, and only without `as_of`.
    """
    import polars as pl

    frame = load("casualties", version=version)
    known = pl.coalesce(pl.col("as_of"), pl.col("scope_end").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    frame = frame.with_columns(known.alias("_known")).filter(pl.col("verification") != "discounted")
    if attack is not None:
        family(attack, version=version)  # tells of an attack that is not there, and what became of it
        frame = frame.filter(pl.col("attack_id") == attack)
    if as_of is not None:
        frame = frame.filter(pl.col("_known") <= moment(as_of))
    frame = frame.filter(~pl.col("casualty_id").is_in(frame["supersedes"].drop_nulls().unique().to_list()))
    latest = (
        frame.sort("_known", "casualty_id").group_by("toll_series_id", maintain_order=True).last().select(frame.columns)
    )
    width = latest["scope_level"].to_physical().cast(pl.Int64)
    return (
        latest.with_columns(width.alias("_width"))
        .sort("attack_id", "_width", "casualty_id", descending=[False, True, False])
        .drop("_width", "_known")
    )
