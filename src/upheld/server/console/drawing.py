"""Drawings: a calendar's week and year; by attributes alone, for SVG."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.dateformat import format as date_text

from upheld.timeline.hours import WorkingHours
from upheld.timeline.zones import zone as zone_named

_CELL = 12


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a drawing, what it means, and what it says when it is pointed at."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    says: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A word of a drawing."""

    x: float
    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing and its size."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    labels: tuple[Label, ...] = ()


def week_drawn(hours: WorkingHours, monday: date) -> Drawing:
    """A usual week as seven rows of 24 hours; `monday` is the first day of a week without holidays."""
    zone = zone_named(hours.zone)
    boxes, labels = [], []
    for number in range(7):
        day = monday + timedelta(days=number)
        y = 4 + number * 20
        labels.append(Label(0, y + 11, date_text(day, "D")))
        boxes.append(Box(40, y, 480, 14, "shut"))
        start = datetime(day.year, day.month, day.day, tzinfo=zone)
        for opens, closes in hours.spans(start, start + timedelta(days=1)):
            begin, end = (_hour(at.astimezone(zone), day) for at in (opens, closes))
            boxes.append(Box(40 + begin * 20, y, round((end - begin) * 20, 2), 14, "open", _span_text(begin, end)))
    labels.extend(Label(40 + hour * 20, 158, f"{hour}:00") for hour in range(0, 24, 6))
    return Drawing(524, 164, tuple(boxes), tuple(labels))


def year_drawn(hours: WorkingHours, year: int, holidays: Mapping[date, str]) -> Drawing:
    """A year as weeks beside each other: open days, closed ones, and holidays with their names where they have some."""
    zone, first = zone_named(hours.zone), date(year, 1, 1)
    open_days = {opens.astimezone(zone).date() for opens, _ in _year_spans(hours, year)}
    boxes, labels = [], []
    for number in range((date(year + 1, 1, 1) - first).days):
        day = first + timedelta(days=number)
        column = (number + first.weekday()) // 7
        kind = "holiday" if day in holidays else "open" if day in open_days else "shut"
        says = ": ".join(part for part in (date_text(day, "D j M"), holidays.get(day, "")) if part)
        boxes.append(Box(column * _CELL, 16 + day.weekday() * _CELL, 10, 10, kind, says))
        if day.day == 1:
            labels.append(Label(column * _CELL, 10, date_text(day, "M")))
    return Drawing(54 * _CELL, 16 + 7 * _CELL, tuple(boxes), tuple(labels))


def _year_spans(hours: WorkingHours, year: int) -> list[tuple[datetime, datetime]]:
    zone = zone_named(hours.zone)
    found = []
    for month in range(1, 13):
        start = datetime(year, month, 1, tzinfo=zone)
        until = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
        found.extend(_by_day(hours, start, until))
    return found


def _by_day(hours: WorkingHours, start: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """The open times of each day by itself: what is open around the clock is one span else."""
    days = (until.date() - start.date()).days
    midnights = [start + timedelta(days=number) for number in range(days)]
    return [span for at in midnights for span in hours.spans(at, at + timedelta(days=1))[:1]]


def _hour(at: datetime, day: date) -> float:
    hours = at.hour + at.minute / 60
    return 24.0 if at.date() > day else round(hours, 3)


def _span_text(begin: float, end: float) -> str:
    return " to ".join(f"{int(hour)}:{round(hour % 1 * 60):02}" for hour in (begin, end))
