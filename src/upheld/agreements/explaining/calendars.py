"""Working hours in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from upheld.agreements.explaining.told import About, Told, listed
from upheld.agreements.terms.calendar import CalendarTerm, Weekday
from upheld.agreements.words import Unstated

_DAYS: Mapping[Weekday, str] = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday",
}  # fmt: skip


def calendar(term: CalendarTerm, about: About) -> Iterator[Told]:
    """Its hours, zone, holidays and single dates."""
    yield Told(("week",), f"The hours `{about.name}` are {week_words(term.week)}.")
    if not isinstance(term.zone, Unstated):
        yield Told(("zone",), f"They go by {zone_words(term.zone)}.")
    if isinstance(term.holidays, str):
        kept = (
            "They are kept on public holidays too"
            if term.holidays == "none"
            else f"The public holidays of {term.holidays} are closed"
        )
        yield Told(("holidays",), f"{kept}.")
    elif not isinstance(term.holidays, Unstated):
        closed = f"These dates are closed: {listed(term.holidays)}." if term.holidays else "No holiday is closed."
        yield Told(("holidays",), closed)
    for day, hours in term.exceptions.items():
        instead = f"open {listed(hours)}" if hours else "closed"
        yield Told(("exceptions", f"exceptions.{day}"), f"On {day} it is {instead} instead.")


def week_words(week: Mapping[Weekday, tuple[str, ...]]) -> str:
    """`Monday to Friday 08:00-18:00`; days with the same hours in a row are one."""
    days = [(name, week.get(short, ())) for short, name in _DAYS.items()]
    runs = [(hours, [name for name, _ in run]) for hours, run in groupby(days, key=lambda day: day[1])]
    said = [f"{_run(names)} {listed(hours)}" for hours, names in runs if hours]
    return listed(said).replace("Monday to Sunday 00:00-24:00", "around the clock")


def zone_words(zone: str) -> str:
    """What a zone means in summer."""
    if zone == "UTC" or zone[:1] in "+-":
        return f"the fixed offset {zone} all year"
    return f"the local time of {zone}, with its summer time where it has one"


def _run(names: list[str]) -> str:
    return (
        names[0]
        if len(names) == 1
        else f"{names[0]} to {names[-1]}"
        if len(names) > 2
        else f"{names[0]} and {names[1]}"
    )
