"""Dates that lie a stated length of days, months or business days before or after another date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from upheld.agreements.words import Length, Unit
from upheld.timeline.days import add_months
from upheld.timeline.hours import WorkingHours

_DAYS: Mapping[Unit, int] = MappingProxyType({"day": 1, "week": 7})
_MONTHS: Mapping[Unit, int] = MappingProxyType({"month": 1, "quarter": 3, "year": 12})


def counts_dates(length: Length) -> bool:
    """Whether a length is counted on the calendar (days to years, business days), not by the clock."""
    return length.unit not in {"second", "minute", "hour"}


def whole_dates(length: Length) -> bool:
    """Whether a length counted on the calendar is a whole number of its unit."""
    return length.count.denominator == 1


def date_away(day: dt.date, length: Length, direction: Literal[1, -1], calendar: WorkingHours | None = None) -> dt.date:
    """The date `length` after (1) or before (-1) a date.

    Months keep the day of the month, or take the month's last day where it has no such day. Business days are those of
    `calendar`, and the date itself is not counted. ValueError for lengths that are not counted on the calendar.
    """
    count = int(length.count) * direction
    if length.unit in _DAYS:
        return day + dt.timedelta(days=count * _DAYS[length.unit])
    if length.unit in _MONTHS:
        return add_months(day, count * _MONTHS[length.unit])
    if length.unit == "business day" and calendar is not None:
        return calendar.business_day(day, count) if count else day
    raise ValueError(f"{length} is not counted on a calendar that was given")
