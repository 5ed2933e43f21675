"""From hours by the clock to instants: the open pairs and the business dates of a calendar, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import pairwise

from upheld.timeline.days import DAY, FIRST_YEAR, LAST_YEAR, start_of_date, wall_instant
from upheld.timeline.named_holidays import holidays_of, known_years
from upheld.timeline.spans import Pair, joined
from upheld.timeline.week_hours import DayHours
from upheld.timeline.zones import zone

DatedHours = tuple[tuple[date, DayHours], ...]


@dataclass(frozen=True, slots=True)
class HoursRule:
    """When a calendar is open, by calendar date in its zone.

    `exceptions` say all of a date's hours; `tails` are hours after midnight of an exception the evening
    before, and add to the date's own unless it is a holiday or an exception itself.
    """

    zone: str
    week: tuple[DayHours, ...]
    holidays: str | tuple[date, ...]
    exceptions: DatedHours
    tails: DatedHours

    @property
    def is_always_open(self) -> bool:
        """Whether it is open around the clock with no date left out."""
        return all(day == ((0, DAY),) for day in self.week) and not self.holidays and not self.exceptions

    def known_years(self) -> tuple[int, int]:
        """First and last year that can be worked out."""
        return known_years(self.holidays) if isinstance(self.holidays, str) else (FIRST_YEAR, LAST_YEAR)

    def holidays_in(self, year: int) -> tuple[date, ...]:
        """Its holidays of one year, named or listed."""
        if isinstance(self.holidays, str):
            return holidays_of(self.holidays, year)
        return tuple(day for day in self.holidays if day.year == year)


@dataclass(frozen=True, slots=True)
class OpenYear:
    """One local year: edges and open pairs in epoch seconds, sorted, and the ordinals of dates with hours.

    Pairs may touch, or overlap where clocks change; the clock joins them over years.
    """

    start: int
    end: int
    pairs: tuple[Pair, ...]
    business: tuple[int, ...]


def open_year(rule: HoursRule, year: int) -> OpenYear:
    """Work out one year of a calendar."""
    tz = zone(rule.zone)
    first, last = (date(at, 1, 1).toordinal() for at in (year, year + 1))
    edges = [start_of_date(date.fromordinal(ordinal), tz) for ordinal in range(first, last + 1)]
    hours = _hours_of_year(rule, year)
    pairs: list[Pair] = []
    business: list[int] = []
    for number, (start, end) in enumerate(pairwise(edges)):
        ordinal = first + number
        found = _open_on(ordinal, hours[number], (start, end), tz)
        if found:
            pairs += found
            business.append(ordinal)
    return OpenYear(edges[0], edges[-1], tuple(sorted(pairs)), tuple(business))


def _hours_of_year(rule: HoursRule, year: int) -> list[DayHours]:
    """The hours by the clock of each date of a year, in order."""
    first, after = (date(at, 1, 1).toordinal() for at in (year, year + 1))
    days = [rule.week[(ordinal - 1) % 7] for ordinal in range(first, after)]
    for day, tail in rule.tails:
        if day.year == year:
            days[day.toordinal() - first] = tuple(joined(sorted((*days[day.toordinal() - first], *tail))))
    for day in rule.holidays_in(year):
        days[day.toordinal() - first] = ()
    for day, hours in rule.exceptions:
        if day.year == year:
            days[day.toordinal() - first] = hours
    return days


def _open_on(ordinal: int, hours: DayHours, day: Pair, tz: tzinfo) -> list[Pair]:
    """The open pairs of one date; none on a date that never was.

    A day of 86400 s has no change of clocks (tzdata knows no two within three days of each other), so its
    times by the clock are plain seconds after its start. On others each edge is looked up.
    """
    start, end = day
    if end - start == DAY:
        return [(start + opens, start + closes) for opens, closes in hours]
    if start == end:
        return []
    local = date.fromordinal(ordinal)
    found = ((wall_instant(local, opens, tz), wall_instant(local, closes, tz)) for opens, closes in hours)
    # An opening that the gap moves past its closing leaves no time between them.
    return [pair for pair in found if pair[0] < pair[1]]
