"""Reading working hours as people write them: ("08:00", "12:00") pairs for weekdays and for single dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Literal, get_args

from upheld.problems import Place, Problem
from upheld.timeline.days import DAY

Interval = tuple[str, str]
DayHours = tuple[tuple[int, int], ...]
"""Hours of one date: sorted, disjoint (from, to) in seconds by the clock after midnight, 0 to 86400."""

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?|(24):(00)(?::(00))?", re.ASCII)
_PLACE = Place("working hours")
_FORMS = 'write ("08:00", "12:00"), or ("22:00", "06:00") overnight'


def fault(field: str, what: str, advice: str = "") -> Problem:
    """A problem of a working hours calendar, at the field of `WorkingHours` that it is about."""
    return Problem(_PLACE, field, what, advice)


def read_week(week: Mapping[str, Iterable[Interval]]) -> tuple[tuple[DayHours, ...], list[Problem]]:
    """The hours of Monday to Sunday by calendar date, and all that is wrong.

    What an overnight interval holds after midnight becomes hours of the next weekday.
    """
    problems = [
        fault(f"week.{key}", "is not a weekday", f"use {', '.join(WEEKDAYS)}") for key in week if key not in WEEKDAYS
    ]
    pieces: list[list[tuple[int, int]]] = [[] for _ in WEEKDAYS]
    for number, name in enumerate(WEEKDAYS):
        for open_at, close_at in _read_intervals(f"week.{name}", week.get(name, ()), problems):
            pieces[number].append((open_at, min(close_at, DAY)))
            if close_at > DAY:
                pieces[(number + 1) % 7].append((0, close_at - DAY))
    days = tuple(_day(f"week.{name}", day, problems) for name, day in zip(WEEKDAYS, pieces, strict=True))
    return days, problems


def read_exceptions(
    exceptions: Mapping[date, Iterable[Interval]],
) -> tuple[dict[date, DayHours], dict[date, DayHours], list[Problem]]:
    """Hours of single dates, what runs on past midnight (by the next date), and all that is wrong."""
    problems: list[Problem] = []
    own: dict[date, DayHours] = {}
    tails: dict[date, DayHours] = {}
    for day, intervals in sorted(exceptions.items(), key=lambda item: str(item[0])):
        field = f"exceptions.{day}"
        read = list(_read_intervals(field, intervals, problems))
        if not is_date(day):
            problems.append(fault(field, f"{day!r} is not a date", "use datetime.date(2026, 12, 24)"))
            continue
        own[day] = _day(field, [(start, min(end, DAY)) for start, end in read], problems)
        over = [(0, end - DAY) for _, end in read if end > DAY]
        if over:
            tails[date.fromordinal(day.toordinal() + 1)] = _day(field, over, problems)
    return own, tails, problems


def is_date(value: object) -> bool:
    """Whether a value is a plain date: a datetime is not, since it would bring a time and perhaps a zone."""
    return isinstance(value, date) and not isinstance(value, datetime)


def _read_intervals(field: str, intervals: object, problems: list[Problem]) -> list[tuple[int, int]]:
    """Intervals in seconds; one that runs overnight ends after 86400. Faulty ones are left out and told."""
    read: list[tuple[int, int]] = []
    if isinstance(intervals, str) or not isinstance(intervals, Iterable):
        problems.append(fault(field, f"{intervals!r} is not a list of intervals", 'write [("08:00", "12:00")]'))
        return read
    for number, interval in enumerate(intervals):
        found = _read_interval(interval)
        if isinstance(found, str):
            problems.append(fault(f"{field}[{number}]", found, _FORMS))
        else:
            read.append(found)
    return read


def _read_interval(interval: object) -> tuple[int, int] | str:
    """Its opening and closing in seconds, or what is wrong with it."""
    if isinstance(interval, str) or not isinstance(interval, Sequence) or len(interval) != 2:
        return f"{interval!r} is not a pair of opening and closing"
    start, end = (_read_clock(text) for text in interval)
    if start is None or end is None:
        return f"{interval!r} holds what is not a time from 00:00 to 24:00"
    if start == DAY:
        return "24:00 ends a day and opens none"
    if start == end:
        return f"{interval[0]} to {interval[1]} is no time at all; a whole day is 00:00 to 24:00"
    return start, end if end > start else end + DAY


def _read_clock(text: object) -> int | None:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if not match:
        return None
    hours, minutes, seconds = (int(part or 0) for part in (match.groups()[:3] if match[1] else match.groups()[3:]))
    return hours * 3600 + minutes * 60 + seconds


def _day(field: str, pieces: Iterable[tuple[int, int]], problems: list[Problem]) -> DayHours:
    """One date's pieces in order, touching ones joined; overlapping ones are a problem."""
    day: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if day and start < day[-1][1]:
            problems.append(
                fault(
                    field,
                    f"{clock_text(start)} to {clock_text(end)} overlaps the hours before it",
                    "write each hour once",
                )
            )
        if day and start <= day[-1][1]:
            day[-1] = (day[-1][0], max(end, day[-1][1]))
        elif start < end:
            day.append((start, end))
    return tuple(day)


def clock_text(second: int) -> str:
    """Seconds after midnight as "08:00", or "08:00:30" where there are seconds."""
    minutes, seconds = divmod(second, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}{f':{seconds:02}' if seconds else ''}"
