"""Working hours in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from upheld.agreements.explaining.told import About, Told
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.words import Unstated
from upheld.timeline.week_hours import Weekday
from upheld.wording import listed, say

_DAYS: Mapping[Weekday, str] = {
    "mon": say("Monday"), "tue": say("Tuesday"), "wed": say("Wednesday"), "thu": say("Thursday"),
    "fri": say("Friday"), "sat": say("Saturday"), "sun": say("Sunday"),
}  # fmt: skip


def calendar(term: CalendarTerm, about: About) -> Iterator[Told]:
    """Its hours, zone, holidays and single dates."""
    yield Told(("week",), say("The hours `{name}` are {week}.", name=about.name, week=week_words(term.week)))
    if not isinstance(term.zone, Unstated):
        yield Told(("zone",), say("They go by {zone}.", zone=zone_words(term.zone)))
    if isinstance(term.holidays, str):
        kept = (
            say("They are kept on public holidays too")
            if term.holidays == "none"
            else say("The public holidays of {holidays} are closed", holidays=term.holidays)
        )
        yield Told(("holidays",), say("{kept}.", kept=kept))
    elif not isinstance(term.holidays, Unstated):
        closed = (
            say("These dates are closed: {holidays}.", holidays=listed(term.holidays))
            if term.holidays
            else say("No holiday is closed.")
        )
        yield Told(("holidays",), closed)
    for day, hours in term.exceptions.items():
        instead = say("open {hours}", hours=listed(hours)) if hours else say("closed")
        yield Told(
            ("exceptions", f"exceptions.{day}"),
            say("On {day} it is {instead} instead.", day=day, instead=instead),
        )


def week_words(week: Mapping[Weekday, tuple[str, ...]]) -> str:
    """`Monday to Friday 08:00-18:00`; days with the same hours in a row are one."""
    days = [(name, week.get(short, ())) for short, name in _DAYS.items()]
    runs = [(hours, [name for name, _ in run]) for hours, run in groupby(days, key=lambda day: day[1])]
    said = [say("{days} {hours}", days=_run(names), hours=listed(hours)) for hours, names in runs if hours]
    always = len(said) == 1 and said[0] == "Monday to Sunday 00:00-24:00"
    return say("around the clock") if always else listed(said)


def zone_words(zone: str) -> str:
    """What a zone means in summer."""
    if zone == "UTC" or zone[:1] in "+-":
        return say("the fixed offset {zone} all year", zone=zone)
    return say("the local time of {zone}, with its summer time where it has one", zone=zone)


def _run(names: list[str]) -> str:
    return (
        names[0]
        if len(names) == 1
        else say("{first} to {last}", first=names[0], last=names[-1])
        if len(names) > 2
        else say("{first} and {last}", first=names[0], last=names[1])
    )
