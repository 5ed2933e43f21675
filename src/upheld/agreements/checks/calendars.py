"""Calendars of an agreement -> compiled working hours; zones, intervals and holidays that do not hold are faults."""

from __future__ import annotations

import datetime as dt

from upheld.agreements.checks.fault import Fault
from upheld.agreements.terms.agreement import AgreementText
from upheld.agreements.terms.calendar import CalendarTerm
from upheld.agreements.words import Unstated
from upheld.timeline.hours import WorkingHours
from upheld.timeline.zones import zone


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
        faults.append(Fault(path, str(error), "write an IANA zone such as Europe/Berlin, or a fixed offset such as +01:00"))
        return False
    return True


def _compile(name: str, term: CalendarTerm, made: dict[str, WorkingHours], faults: list[Fault]) -> None:
    path = ("calendars", name)
    try:
        week = {day: [_interval(text) for text in texts] for day, texts in term.week.items()}
        exceptions: dict[dt.date, list[tuple[str, str]]] = {
            date: [_interval(text) for text in texts] for date, texts in term.exceptions.items()
        }
        made[name] = WorkingHours(
            zone=str(term.zone), week=week, holidays=_holidays(term), exceptions=exceptions
        )
    except ValueError as error:
        faults.append(Fault(path, str(error), "write intervals as `08:00-18:00`; `24:00` is a valid end"))


def _holidays(term: CalendarTerm) -> str | list[dt.date]:
    return term.holidays if isinstance(term.holidays, str) else list(term.holidays or ())


def _interval(text: str) -> tuple[str, str]:
    opening, mark, closing = text.partition("-")
    if not mark:
        raise ValueError(f"`{text[:40]}` is not an interval")
    return opening.strip(), closing.strip()
