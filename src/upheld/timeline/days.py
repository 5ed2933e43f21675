"""Local days: where each date begins in a zone, and calendar arithmetic on dates."""

from __future__ import annotations

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from upheld.timeline.instants import utc_from_seconds
from upheld.timeline.spans import Span
from upheld.timeline.zones import offset_seconds, zone

FIRST_YEAR = 1900
LAST_YEAR = 2200
DAY = 86400
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class HorizonError(ValueError):
    """An instant or a search outside the years that calendars are worked out for (1900 to 2200)."""


def start_of_date(day: date, tz: tzinfo) -> int:
    """The first instant (epoch seconds) of a local date.

    A date that begins inside a clock change begins at the change; of a midnight that happens twice the
    first counts; a date that never was (Samoa, 2011-12-30) begins, and ends, where the next one begins.
    """
    wall = datetime(day.year, day.month, day.day, tzinfo=tz)
    ahead, later = offset_seconds(wall), offset_seconds(wall.replace(fold=1))
    midnight = (day.toordinal() - _EPOCH_ORDINAL) * DAY
    if later <= ahead:
        return midnight - ahead
    # Midnight is skipped; the change lies between its two readings (not always at the second of them).
    candidates = range(midnight - later, midnight - ahead + 1)
    return candidates[bisect_left(candidates, day, key=lambda at: local_date(at, tz))]


def wall_instant(day: date, second: int, tz: tzinfo) -> int:
    """The instant of a wall time, given as seconds after midnight by the clock (0 to 86400).

    0 and 86400 are the edges of the date. A time that the clock skips moves forward by the gap; of a time
    that it shows twice, the first counts (RFC 5545, 3.3.5).
    """
    if second == 0:
        return start_of_date(day, tz)
    if second == DAY:
        return start_of_date(day + timedelta(days=1), tz)
    minutes, seconds = divmod(second, 60)
    wall = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, seconds, tzinfo=tz)
    return (day.toordinal() - _EPOCH_ORDINAL) * DAY + second - offset_seconds(wall)


def local_date(instant: int, tz: tzinfo) -> date:
    """The date that a clock in the zone shows at an instant (epoch seconds)."""
    return utc_from_seconds(instant).astimezone(tz).date()


def days_of(span: Span, zone_name: str) -> tuple[tuple[date, Span], ...]:
    """The local days that a span touches, each clipped to it: 23 or 25 hours long where clocks change."""
    return tuple((day, part) for day, part in _days(span, zone(zone_name)))


def whole_days_of(span: Span, zone_name: str) -> tuple[tuple[date, Span], ...]:
    """The local days that a span touches, each whole, in order and without gaps."""
    tz = zone(zone_name)
    touched = (day for day, _ in _days(span, tz))
    return tuple((day, Span(start_of_date(day, tz), start_of_date(day + timedelta(days=1), tz))) for day in touched)


def _days(span: Span, tz: tzinfo) -> Iterator[tuple[date, Span]]:
    day = local_date(span.start, tz)
    start = start_of_date(day, tz)
    while start < span.end:
        following = day + timedelta(days=1)
        end = start_of_date(following, tz)
        if max(start, span.start) < min(end, span.end):
            yield day, Span(max(start, span.start), min(end, span.end))
        day, start = following, end


def add_months(day: date, months: int) -> date:
    """The same day `months` later (or earlier), or the month's last day where it has no such day.

    31 December and two months give 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
