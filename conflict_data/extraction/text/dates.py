"""Dates of a text: written out, or told relative to the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from conflict_data.extraction.language.pack import Pack
    from conflict_data.extraction.text.chunks import Document

_NUMBER = re.compile(r"\d+")
DAY = timedelta(days=1)


class DateSpan(NamedTuple):
    """First and last possible day, precision (1 day .. 5 year), how it is known, and whether it is a night."""

    start: date
    end: date
    precision: int
    basis: str
    night: bool = False


def shifted(day: date, days: int) -> date:
    """Some days later or earlier, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def date_of(pack: Pack, document: Document, tokens: tuple[int, int], published: date | None) -> DateSpan | None:
    """Read the date in the tokens from the first to before the second number; None where it says no day (no year and nothing to infer it from)."""
    try:
        return _date(pack, document, tokens, published)
    except OverflowError:  # a day outside the calendar
        return None


def _date(pack: Pack, document: Document, tokens: tuple[int, int], published: date | None) -> DateSpan | None:
    names, code = pack.alphabet.names, pack.words.code
    days: list[int] = []
    months: list[int] = []
    year: int | None = None
    weekdays: list[int] = []
    night = False
    way = ""
    for k in range(*tokens):
        cls, token = names[document.classes[k]], document.tokens[k].strip()
        if cls == "ISO" or cls == "DMY":
            return _numeric(cls, token)
        if cls == "MONTH":
            months.append(int(code(token)))
        elif cls in ("DAY", "RNG", "ORDN") and (months or cls != "ORDN" or token[0].isdigit()):
            days += [int(part) for part in _NUMBER.findall(token) if len(part) < 3] or _ordinal(code(token))
        elif cls == "YEAR":
            year = int(token)
        elif cls == "DIG" and len(token) == 2 and months:
            year = _full_year(int(token))
        elif cls == "WEEKDAY":
            weekdays.append(int(code(token)))
        elif cls == "RELDAY":
            return _relative(str(code(token)), published)
        elif cls == "NIGHT":
            night = True
            way = str(code(token) or way)
    if months:
        return _whole_night(_calendar(days, months, year, published, night), way)
    if weekdays and published is not None:
        return _whole_night(_weekday(weekdays, published, night), way)
    if year is not None:
        return DateSpan(date(year, 1, 1), date(year, 12, 31), 5, "stated")
    return None


def _whole_night(span: DateSpan | None, way: str) -> DateSpan | None:
    """Both days of a night of which the text names the one on which it ends or begins."""
    if span is None or span.start != span.end or not way:
        return span
    if way == "ends":
        return span._replace(start=span.start - DAY, night=True)
    return span._replace(end=span.end + DAY, night=True)


def _ordinal(code: object) -> list[int]:
    return [code] if isinstance(code, int) else []


def _full_year(year: int) -> int:
    """The year that two digits mean: 32 to 99 are of the last century."""
    return year + (1900 if year > 31 else 2000)


def _numeric(cls: str, token: str) -> DateSpan | None:
    parts = [int(part) for part in _NUMBER.findall(token)]
    year, month, day = parts if cls == "ISO" else (parts[2], parts[1], parts[0])
    try:
        found = date(_full_year(year) if year < 100 else year, month, day)
    except ValueError:
        return None
    return DateSpan(found, found, 1, "stated")


def _calendar(
    days: list[int], months: list[int], year: int | None, published: date | None, night: bool
) -> DateSpan | None:
    basis = "stated" if year is not None else "inferred_relative"
    if year is None:
        if published is None:
            return None
        year = published.year
        if (months[0], days[0] if days else 1) > (published.month, published.day + 14):
            # A month that is still to come belongs to the year before.
            year -= 1
    try:
        if not days:
            first = date(year, months[0], 1)
            return DateSpan(first, (first + 31 * DAY).replace(day=1) - DAY, 4, basis, night)
        first = date(year, months[0], days[0])
        final = date(year, months[-1], days[-1])
    except ValueError:
        return None
    if final < first:
        final = first
    return DateSpan(first, final, 1 if final - first <= DAY * night else 2, basis, night)


def _weekday(weekdays: list[int], published: date, night: bool) -> DateSpan:
    back = (published.weekday() - weekdays[-1]) % 7
    final = published - back * DAY
    first = final - ((weekdays[-1] - weekdays[0]) % 7) * DAY
    return DateSpan(first, final, 1 if final - first <= DAY else 2, "inferred_relative", night)


def _relative(code: str, published: date | None) -> DateSpan | None:
    if published is None:
        return None
    parts = code.split()
    basis = "inferred_relative"
    if parts[0] == "week":
        monday = published - published.weekday() * DAY + int(parts[1]) * 7 * DAY
        return DateSpan(monday, monday + 6 * DAY, 3, basis)
    if parts[0] == "month":
        first = published.replace(day=1)
        first = (first - DAY).replace(day=1) if parts[1] == "-1" else first
        return DateSpan(first, (first + 31 * DAY).replace(day=1) - DAY, 4, basis)
    if parts[0] == "year":
        year = min(max(published.year + int(parts[1]), 1), 9999)
        return DateSpan(date(year, 1, 1), date(year, 12, 31), 5, basis)
    first, final = (published + int(part) * DAY for part in parts[:2])
    return DateSpan(first, final, 1, basis, len(parts) > 2)
