"""From the four things that a calendar is written with to its rule, and back to text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from upheld.problems import Problem, Refused
from upheld.timeline.days import DAY
from upheld.timeline.named_holidays import HolidayNameError, known_years
from upheld.timeline.open_years import DatedHours, HoursRule
from upheld.timeline.week_hours import (
    WEEKDAYS,
    DayHours,
    Interval,
    clock_text,
    fault,
    is_date,
    read_exceptions,
    read_week,
)
from upheld.timeline.zones import ZoneError, zone

Holidays = str | Iterable[date]
Written = dict[str, list[Interval]]
WrittenDates = dict[date, list[Interval]]


def read_rule(
    zone_name: str,
    week: Mapping[str, Iterable[Interval]],
    holidays: Holidays,
    exceptions: Mapping[date, Iterable[Interval]],
) -> HoursRule:
    """The rule of a calendar; Refused with every problem found, each at the field that it is about."""
    days, problems = read_week(week)
    own, tails, more = read_exceptions(exceptions)
    named, others = _read_holidays(holidays)
    problems += [*more, *others, *_zone_problems(zone_name)]
    if not problems and not any((*days, *own.values(), *tails.values())):
        problems = [fault("week", "a calendar without any working hours", 'write, say, "mon": [("09:00", "17:00")]')]
    if problems:
        raise Refused(problems)
    return HoursRule(zone_name, days, named, tuple(sorted(own.items())), _kept(tails, own))


def written(rule: HoursRule) -> tuple[str, Written, str | tuple[date, ...], WrittenDates]:
    """The arguments of `WorkingHours` that make this rule again, hours after midnight under their own day."""
    week: Written = {name: _texts(day) for name, day in zip(WEEKDAYS, rule.week, strict=True) if day}
    tails = dict(rule.tails)
    exceptions: WrittenDates = {}
    for day, hours in rule.exceptions:
        exceptions[day] = _texts(hours)
        tail = tails.get(date.fromordinal(day.toordinal() + 1))
        if tail:
            exceptions[day][-1] = (exceptions[day][-1][0], clock_text(tail[0][1]))
    return rule.zone, week, rule.holidays, exceptions


def _read_holidays(holidays: Holidays) -> tuple[str | tuple[date, ...], list[Problem]]:
    if isinstance(holidays, str):
        try:
            known_years(holidays)
        except HolidayNameError as error:
            return "", [fault("holidays", str(error))]
        return holidays, []
    days = list(holidays)
    wrong = [
        fault("holidays", f"{day!r} is not a date", "use datetime.date(2026, 12, 25)")
        for day in days
        if not is_date(day)
    ]
    return ((), wrong) if wrong else (tuple(sorted(set(days))), [])


def _zone_problems(name: str) -> list[Problem]:
    try:
        zone(name)
    except ZoneError as error:
        return [fault("zone", str(error))]
    return []


def _kept(tails: Mapping[date, DayHours], own: Mapping[date, DayHours]) -> DatedHours:
    """What runs past midnight, but not into a date that has hours of its own."""
    return tuple(sorted((day, hours) for day, hours in tails.items() if day not in own))


def _texts(day: DayHours) -> list[Interval]:
    return [(clock_text(start), clock_text(end) if end < DAY else "24:00") for start, end in day]
