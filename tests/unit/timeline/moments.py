"""Short ways to write instants and calendars in the tests of time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from upheld.timeline import WorkingHours, epoch_seconds

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
SPLIT = (("08:00", "12:00"), ("13:00", "17:00"))
DAYTIME = (("09:00", "17:00"),)
NIGHT = (("22:00", "06:00"),)


def utc(text: str) -> datetime:
    """`2026-10-19T07:00Z` as an aware datetime."""
    moment = datetime.fromisoformat(text)
    assert moment.utcoffset() == timedelta(0)
    return moment


def instant(text: str) -> int:
    """`2026-10-19T07:00Z` in epoch seconds."""
    return epoch_seconds(utc(text))


def local(text: str, zone: str, fold: int = 0) -> datetime:
    """`2026-10-19T09:00` by the clock of a zone; of a time shown twice, the first unless fold is 1."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def every_day(zone: str, *intervals: tuple[str, str]) -> WorkingHours:
    """The same hours on all seven days."""
    return WorkingHours(zone, dict.fromkeys((*WORKDAYS, "sat", "sun"), intervals))


def office(zone: str = "Europe/Berlin") -> WorkingHours:
    """Monday to Friday, 8 to 12 and 13 to 17: eight hours a day, forty a week."""
    return WorkingHours(zone, dict.fromkeys(WORKDAYS, SPLIT))
