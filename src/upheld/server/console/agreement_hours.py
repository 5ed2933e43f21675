"""The calendars of an agreement drawn: a usual week, and this year with its holidays by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from upheld.agreements.agreement import Agreement
from upheld.server.console.drawing import Drawing, week_drawn, year_drawn
from upheld.timeline.hours import WorkingHours
from upheld.timeline.named_holidays import holiday_names

_LANGUAGES: Mapping[str, str] = MappingProxyType({"de": "de", "en": "en_US"})


@dataclass(frozen=True, slots=True)
class Hours:
    """A calendar drawn; `holidays` of this year, each with its name, which is empty where nobody gave it one."""

    name: str
    zone: str
    week: Drawing
    year: Drawing
    number: int
    holidays: tuple[tuple[date, str], ...]


def hours_of(agreement: Agreement, today: date, language: str) -> Iterator[Hours]:
    """Each calendar of an agreement, by the dates that were published with it."""
    for name, hours in agreement.calendars.items():
        named = _named(agreement, name, hours, today.year, language)
        this_year = tuple(sorted(named.items()))
        drawn = year_drawn(hours, today.year, named)
        week = week_drawn(hours, _usual_monday(today, _closed(hours)))
        yield Hours(name.replace("_", " ").capitalize(), hours.zone, week, drawn, today.year, this_year)


def _closed(hours: WorkingHours) -> frozenset[date]:
    return frozenset(hours.holidays if isinstance(hours.holidays, tuple) else ())


def _named(agreement: Agreement, name: str, hours: WorkingHours, year: int, language: str) -> dict[date, str]:
    """The closed dates of a year with the names that they have in the country that the text names."""
    said = agreement.text.calendars[name].holidays if name in agreement.text.calendars else ()
    country = said if isinstance(said, str) and said != "none" else ""
    names = holiday_names(country, year, _LANGUAGES.get(language, "en_US")) if country else {}
    # A draft still has the name of the list in place of its dates.
    days = _closed(hours) or frozenset(names if isinstance(hours.holidays, str) else ())
    return {day: names.get(day, "") for day in days if day.year == year}


def _usual_monday(today: date, closed: frozenset[date]) -> date:
    """A Monday whose week has no holiday; this week's, where every week has one."""
    monday = today - timedelta(days=today.weekday())
    mondays = (monday + timedelta(days=7 * number) for number in range(26))
    free = (each for each in mondays if not any(each + timedelta(days=day) in closed for day in range(7)))
    return next(free, monday)
