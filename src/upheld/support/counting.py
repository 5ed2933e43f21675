"""The ways in which the time of a promise runs: by the clock on the wall, or along a calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from upheld.agreements.terms.support import Counted, Landing
from upheld.timeline.days import local_date, wall_instant
from upheld.timeline.hours import WorkingHours
from upheld.timeline.instants import EPOCH, utc_from_seconds
from upheld.timeline.zones import zone

_SECOND = dt.timedelta(seconds=1)
_CALENDARS_KEPT = 64


class Counting(Protocol):
    """Time that runs: how much of it lies between two instants, and where a length of it ends (UTC epoch seconds)."""

    def between(self, start: int, end: int) -> int:
        """Counted seconds from `start` to `end`."""

    def add(self, start: int, seconds: int) -> int:
        """The instant at which so many seconds have been counted from `start`."""


@dataclass(frozen=True, slots=True)
class ElapsedTime:
    """Every second counts."""

    def between(self, start: int, end: int) -> int:
        """The seconds themselves."""
        return end - start

    def add(self, start: int, seconds: int) -> int:
        """So many seconds later."""
        return start + seconds


@dataclass(frozen=True, slots=True)
class CalendarTime:
    """Only the calendar's hours count; what ends exactly at a closing lands there or at the next opening."""

    hours: WorkingHours
    landing: Landing = "closing"

    def between(self, start: int, end: int) -> int:
        """Seconds within hours."""
        return self.hours.between(utc_from_seconds(start), utc_from_seconds(end)) // _SECOND

    def add(self, start: int, seconds: int) -> int:
        """The instant at which so many seconds within hours have passed."""
        at = utc_from_seconds(start)
        if self.landing == "closing":
            return (self.hours.add(at, seconds) - EPOCH) // _SECOND
        return (self.hours.add(at, seconds, "next_opening") - EPOCH) // _SECOND


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """The n-th business date after the date of the report, and the instant of that date that is meant.

    `by` is `close of business`, `opening`, `same time` or an hour such as `12:00`; `received_by` is the hour
    after which a report counts as of the next business date, as does one on a date without work; empty where
    there is none.
    """

    hours: WorkingHours
    count: int
    by: str
    received_by: str = ""

    def due(self, start: int) -> int:
        """When it is due for a report at `start` (epoch seconds)."""
        day = self.hours.business_day(self._received(start), self.count)
        if self.by in {"close of business", "opening"}:
            opened = self.hours.on(day)
            at = opened[-1][1] if self.by == "close of business" else opened[0][0]
            return (at - EPOCH) // _SECOND
        wall = _clock(start, self.hours) if self.by == "same time" else _seconds(self.by)
        return wall_instant(day, wall, zone(self.hours.zone))

    def _received(self, start: int) -> dt.date:
        day = local_date(start, zone(self.hours.zone))
        if not self.received_by:
            return day
        in_time = self.hours.business_day(day, 0) == day and _clock(start, self.hours) <= _seconds(self.received_by)
        return day if in_time else self.hours.business_day(day, 1)


def counting(counted: Counted, hours: WorkingHours | None, landing: Landing = "closing") -> Counting:
    """How time runs: elapsed, within hours, or on the whole of each business date. Business days run within hours.

    Raises ValueError where it runs along a calendar and none is given.
    """
    if counted == "elapsed time":
        return ElapsedTime()
    if hours is None:
        raise ValueError(f"{counted} runs along a calendar")
    return CalendarTime(_whole(hours) if counted == "elapsed time on business days" else hours, landing)


@lru_cache(_CALENDARS_KEPT)
def _whole(hours: WorkingHours) -> WorkingHours:
    # One for all targets of a calendar: it is worked out year by year, and remembers what it has.
    return hours.whole_days()


def _clock(at: int, hours: WorkingHours) -> int:
    """Seconds after midnight that a clock in the calendar's zone shows."""
    wall = utc_from_seconds(at).astimezone(zone(hours.zone))
    return wall.hour * 3600 + wall.minute * 60 + wall.second


def _seconds(text: str) -> int:
    hour, minute = text.split(":")
    return int(hour) * 3600 + int(minute) * 60
