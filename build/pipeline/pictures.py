"""Pictures of the published tables: people returned, drones launched and downed, tolls as they grew."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import duckdb
import matplotlib as mpl
from matplotlib import dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import conflict_data as cd

STYLE: dict[Any, Any] = {
    "svg.hashsalt": "conflict-data", "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.grid": True, "axes.grid.axis": "y", "grid.color": "#dddddd", "axes.axisbelow": True,
    "axes.titlesize": 10, "axes.titlelocation": "left", "legend.frameon": False, "figure.facecolor": "white",
}  # fmt: skip
BLUE, ORANGE, GREEN, GREY, DARK = "#0072b2", "#d55e00", "#009e73", "#999999", "#333333"
"""Colours that people with any colour vision can tell apart."""
MONTH = 31
STRIKES = 9
"""How many of the deadliest strikes are drawn."""
LONG = 800
"""Hours from which on a curve has fewer marks on its axis."""
LEAST = 3
"""Statements that a toll must have to be drawn as a curve."""


def draw_all() -> dict[str, str]:
    """Name → SVG of every picture, from the newest release."""
    pictures: dict[str, Callable[[], Figure]] = {"returned": returned, "drones": drones, "tolls": tolls}
    with mpl.rc_context(STYLE):
        return {name: _svg(draw()) for name, draw in pictures.items()}


def returned() -> Figure:
    """Living people returned per month, to Ukraine upwards and to Russia downwards, and remains below them."""
    rows = _query(
        """SELECT date_trunc('month', e.date_end)::DATE AS month, r.receiving_party AS party,
             sum(r.total)::BIGINT AS living, sum(r.remains)::BIGINT AS remains
           FROM returns AS r JOIN exchanges AS e USING (exchange_id)
           WHERE e.exchange_status = 'completed' AND r.receiving_party IN ('UKR', 'RUS') GROUP BY ALL ORDER BY ALL"""
    )
    figure = Figure(figsize=(8, 5.4), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    for party, name, colour, sign in (("UKR", "to Ukraine", BLUE, 1), ("RUS", "to Russia", ORANGE, -1)):
        own = [row for row in rows if row["party"] == party]
        for axes, column in ((upper, "living"), (lower, "remains")):
            told = [row for row in own if row[column]]
            axes.bar([r["month"] for r in told], [sign * r[column] for r in told], 24, color=colour, label=name)
    upper.set_title("People returned per month: prisoners and civilians, living")
    lower.set_title("Remains returned per month")
    for axes in (upper, lower):
        axes.axhline(0, color=DARK, linewidth=0.8)
        axes.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
        _years(axes)
    upper.legend(loc="upper left")
    _caption(figure, "Handovers with a number told; the number of the chosen claim.")
    return figure


def drones() -> Figure:
    """One-way attack drones launched and downed per month as Ukraine counts them, by what downed means."""
    rows = _query(
        """SELECT date_trunc('month', a.date_end)::DATE AS month, coalesce(m.downed_definition, 'unknown') AS definition,
             sum(m.launched)::BIGINT AS launched, sum(coalesce(m.downed_total, m.downed_kinetic))::BIGINT AS downed
           FROM munitions AS m JOIN attacks AS a USING (attack_id)
           WHERE m.use_in_totals AND m.weapon_class = 'owa_uav' AND m.claim_party = 'ukr_official' AND m.launched IS NOT NULL
             AND coalesce(m.downed_total, m.downed_kinetic) IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    )
    months = sorted({row["month"] for row in rows})
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    launched = [sum(r["launched"] for r in rows if r["month"] == m) for m in months]
    axes.bar(months, launched, 26, color="none", edgecolor=DARK, linewidth=0.9, label="launched")
    floor = [0] * len(months)
    for definition, name, colour in (
        ("kinetic_only", "shot down", BLUE),
        ("kinetic_or_ew", "shot down, jammed or lost", GREEN),
        ("unknown", "“downed”, meaning not told", GREY),
    ):
        counts = [sum(r["downed"] for r in rows if r["month"] == m and r["definition"] == definition) for m in months]
        axes.bar(months, counts, 20, bottom=floor, color=colour, label=name)
        floor = [a + b for a, b in zip(floor, counts, strict=True)]
    axes.set_title("Attack drones per month in the raids that are coded, as Ukraine’s Air Force counts them")
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    _years(axes)
    axes.legend(loc="upper left")
    _caption(
        figure, "Raids whose report tells both numbers; what “downed” means changes, so compare like colours alone."
    )
    return figure


def tolls() -> Figure:
    """The killed of the deadliest strikes as they were told, by hours since the first statement."""
    rows = _query(
        """SELECT c.toll_series_id, a.attack_id, a.date_end AS day, coalesce(p.name, 'unnamed') AS place, c.as_of, c.claim_party,
             coalesce(c.killed_best, c.killed_low)::BIGINT AS killed
           FROM casualties AS c JOIN attacks AS a USING (attack_id) LEFT JOIN places AS p ON p.place_id = a.place_id
           WHERE a.level = 'strike' AND c.is_cumulative AND c.as_of IS NOT NULL AND c.verification <> 'discounted'
             AND c.claim_party <> CASE c.victim_side WHEN 'UKR' THEN 'rus_official' WHEN 'RUS' THEN 'ukr_official' ELSE '' END
             AND c.scope_place_id = a.place_id AND coalesce(c.killed_best, c.killed_low) IS NOT NULL ORDER BY c.as_of, killed"""
    )
    series: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        series.setdefault(row["toll_series_id"], []).append(row)
    grown = [curve for curve in map(_of_one_claimant, series.values()) if len({r["as_of"] for r in curve}) >= LEAST]
    grown.sort(key=lambda curve: (-max(r["killed"] for r in curve), curve[0]["toll_series_id"]))
    deadliest = list({curve[0]["attack_id"]: curve for curve in reversed(grown)}.values())[::-1][:STRIKES]
    figure = Figure(figsize=(8, 6.6), layout="constrained")
    grid = figure.subplots(3, 3, squeeze=False)
    for axes, curve in zip(grid.flat, sorted(deadliest, key=lambda curve: curve[0]["day"]), strict=False):
        _curve(axes, curve)
    for axes in grid.flat[len(deadliest) :]:
        axes.set_visible(False)
    for axes in grid[-1]:
        axes.set_xlabel("hours since the first count")
    for axes in grid[:, 0]:
        axes.set_ylabel("killed")
    figure.suptitle(
        "The toll as it grew: the deadliest strikes with three or more dated counts", x=0.01, ha="left", fontsize=10
    )
    _caption(
        figure,
        "A lower bound stands where only “at least” was told. Each curve is one claimant’s; the side that struck is left out.",
    )
    return figure


def _of_one_claimant(curve: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The counts of whoever counted most often: a later count by another rests on other evidence and continues no curve."""
    parties = [row["claim_party"] for row in curve]
    most = max(parties, key=parties.count)
    return [row for row in curve if row["claim_party"] == most]


def _curve(axes: Axes, curve: list[dict[str, Any]]) -> None:
    first: datetime = curve[0]["as_of"]
    hours = [(row["as_of"] - first).total_seconds() / 3600 for row in curve]
    killed = [row["killed"] for row in curve]
    axes.step(hours, killed, where="post", color=BLUE)
    axes.plot(hours, killed, "o", color=BLUE, markersize=3)
    axes.set_xscale("symlog", linthresh=24)
    ticks = [0, 12, 24, 72, 240, 720] if hours[-1] < LONG else [0, 24, 240, 2400]
    axes.set_xticks(ticks, [str(hour) for hour in ticks])
    axes.minorticks_off()
    axes.set_xlim(-1, max(26.0, hours[-1] * 1.6))
    axes.set_ylim(0, max(killed) * 1.22)
    axes.annotate(str(killed[-1]), (hours[-1], killed[-1]), textcoords="offset points", xytext=(0, 5), ha="center")
    day: date = curve[0]["day"]
    axes.set_title(f"{curve[0]['place']}, {day.day} {day:%b %Y}")


def _query(sql: str) -> list[dict[str, Any]]:
    """Rows of a query over the newest release; tables are named as they are."""
    named = re.sub(r"\b(FROM|JOIN) (\w+)", lambda m: f"{m[1]} '{cd.path(m[2])}'", sql)
    result = duckdb.connect().execute(named)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _years(axes: Axes) -> None:
    axes.xaxis.set_major_locator(mdates.YearLocator())  # type: ignore[no-untyped-call]
    axes.xaxis.set_minor_locator(mdates.MonthLocator(bymonth=(4, 7, 10)))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))  # type: ignore[no-untyped-call]


def _caption(figure: Figure, remark: str) -> None:
    coverage = "Not every month is complete: see the table coverage."
    text = f"{remark}\n{coverage} Source: conflict-data {cd.__data_version__}, CC BY 4.0."
    figure.supxlabel(text, x=0.01, ha="left", fontsize=7.5, color="#555555")


def _svg(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "conflict-data"})
    body = out.getvalue()
    drawing = body[body.index("<svg") :]
    return f"<!-- Made by build/pictures.py from version {cd.__data_version__}; do not edit. -->\n{drawing}"
