"""Calendars of an agreement -> compiled working hours; zones, intervals and holidays that do not hold are faults."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from upheld.agreements.checks.fault import Fault, advised
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.words import Unstated
from upheld.problems import Problem, Refused
from upheld.timeline.hours import WorkingHours
from upheld.timeline.zones import zone
from upheld.wording import say

_TIME = r"(([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?|24:00(:00)?)"
_INTERVAL = re.compile(rf"{_TIME}\s*-\s*{_TIME}", re.ASCII)
_FORM = say("write intervals as `08:00-18:00`; `24:00` is a valid end")


def compiled_calendars(terms: AgreementText, faults: list[Fault]) -> dict[str, WorkingHours]:
    """Every calendar whose terms are complete; one whose zone is unstated is left out until someone decides."""
    made: dict[str, WorkingHours] = {}
    _check_zone(terms.zone, ("zone",), faults)
    for name, term in terms.calendars.items():
        if isinstance(term.zone, Unstated) or isinstance(term.holidays, Unstated):
            continue
        if _check_zone(term.zone, ("calendars", name, "zone"), faults):
            _compile(name, term, made, faults)
    return made


def _check_zone(name: str | Unstated, path: tuple[str, ...], faults: list[Fault]) -> bool:
    if isinstance(name, Unstated):
        return False
    try:
        zone(name)
    except ValueError as error:
        faults.append(advised(path, error))
        return False
    return True


def _compile(name: str, term: CalendarTerm, made: dict[str, WorkingHours], faults: list[Fault]) -> None:
    path = ("calendars", name)
    unread = [
        Fault((*path, *at), say("`{text}` is not an interval", text=text[:40]), _FORM)
        for at, text in _texts(term)
        if not _INTERVAL.fullmatch(text.strip())
    ]
    if unread:
        faults.extend(unread)
        return
    week: dict[str, list[tuple[str, str]]] = {
        day: [_interval(text) for text in texts] for day, texts in term.week.items()
    }
    exceptions = {date: [_interval(text) for text in texts] for date, texts in term.exceptions.items()}
    try:
        made[name] = WorkingHours(str(term.zone), week, _holidays(term), exceptions)
    except Refused as refused:
        faults.extend(_fault(path, problem) for problem in refused.problems)


def _fault(path: tuple[str, str], problem: Problem) -> Fault:
    """A problem of working hours at the term they were made of; `week.mon[0]` is the first interval of Monday."""
    field = problem.field.replace("[", ".").replace("]", "")
    of_hours = field.startswith(("week", "exceptions"))
    at = (*path, *field.split("."))
    return Fault(at, problem.what, _FORM) if of_hours else advised(at, problem.what)


def _texts(term: CalendarTerm) -> Iterator[tuple[tuple[str, ...], str]]:
    for field, hours in (("week", term.week), ("exceptions", term.exceptions)):
        for day, texts in hours.items():
            yield from (((field, str(day), str(index)), text) for index, text in enumerate(texts))


def _holidays(term: CalendarTerm) -> str | tuple[dt.date, ...]:
    """The name or the dates; `none` is the word for a calendar that is kept on every date."""
    return () if isinstance(term.holidays, Unstated) or term.holidays == "none" else term.holidays


def _interval(text: str) -> tuple[str, str]:
    opening, _, closing = text.partition("-")
    return opening.strip(), closing.strip()
