"""Periods of a fixed length from an instant, and windows that roll: the last n days or hours before one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from upheld.timeline.days import local_date, wall_instant
from upheld.timeline.instants import instant_from_text, instant_text, utc_from_seconds
from upheld.timeline.periods import ContractPeriod, PeriodError
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone

_HOUR = 3600
_MOST_HOURS = 24 * 36600


@dataclass(frozen=True, slots=True)
class EveryHours:
    """Periods of a fixed number of elapsed hours (720, 730, 24 ...), without gaps, from and before an anchor.

    `anchor` is an instant in epoch seconds. A label is the instant of a start: 2026-10-01T00:00:00Z.
    """

    hours: int
    anchor: int

    def __post_init__(self) -> None:
        """Refuse a length that is no length."""
        _check_hours(self.hours)

    def named(self, label: str, zone_name: str) -> ContractPeriod:
        """The period that starts at the labelled instant; PeriodError where none does."""
        instant = _instant(label)
        period = self.containing(instant, zone_name)
        if period.span.start != instant:
            raise PeriodError(f"no period starts at {label}; the one that holds it starts at {period.label}")
        return period

    def containing(self, instant: int, zone_name: str) -> ContractPeriod:
        """The period in which an instant lies; the zone is only kept for showing it."""
        length = self.hours * _HOUR
        start = instant - (instant - self.anchor) % length
        zone(zone_name)
        return ContractPeriod(Span(start, start + length), instant_text(start), zone_name, self)

    def after(self, period: ContractPeriod) -> ContractPeriod:
        """The period that begins where this one ends."""
        return self.containing(period.span.end, period.zone)

    def before(self, period: ContractPeriod) -> ContractPeriod:
        """The period that ends where this one begins."""
        return self.containing(period.span.start - 1, period.zone)


@dataclass(frozen=True, slots=True)
class RollingHours:
    """The elapsed hours before an instant, such as the last 720 before a claim.

    A label is the instant of the end: 2026-10-17T10:00:00Z.
    """

    hours: int

    def __post_init__(self) -> None:
        """Refuse a length that is no length."""
        _check_hours(self.hours)

    def named(self, label: str, zone_name: str) -> ContractPeriod:
        """The window that ends at the labelled instant."""
        return self.containing(_instant(label), zone_name)

    def containing(self, instant: int, zone_name: str) -> ContractPeriod:
        """The window that ends at an instant (which it does not hold, since spans are half-open)."""
        zone(zone_name)
        return ContractPeriod(Span(instant - self.hours * _HOUR, instant), instant_text(instant), zone_name, self)

    def after(self, period: ContractPeriod) -> ContractPeriod:
        """The window that begins where this one ends."""
        return self.containing(period.span.end + self.hours * _HOUR, period.zone)

    def before(self, period: ContractPeriod) -> ContractPeriod:
        """The window that ends where this one begins."""
        return self.containing(period.span.start, period.zone)


@dataclass(frozen=True, slots=True)
class RollingDays:
    """The local days before an instant: from the same time by the clock so many dates earlier.

    A label is the instant of the end: 2026-10-17T10:00:00Z. Across a change of clocks thirty days are an
    hour more or less than 720 hours; where that must not be, say `RollingHours(720)`.
    """

    days: int

    def __post_init__(self) -> None:
        """Refuse a length that is no length."""
        _check_hours(self.days * 24)

    def named(self, label: str, zone_name: str) -> ContractPeriod:
        """The window that ends at the labelled instant."""
        return self.containing(_instant(label), zone_name)

    def containing(self, instant: int, zone_name: str) -> ContractPeriod:
        """The window that ends at an instant (which it does not hold, since spans are half-open)."""
        start = _days_on(instant, -self.days, zone_name)
        return ContractPeriod(Span(start, instant), instant_text(instant), zone_name, self)

    def after(self, period: ContractPeriod) -> ContractPeriod:
        """The window that ends so many local days later."""
        return self.containing(_days_on(period.span.end, self.days, period.zone), period.zone)

    def before(self, period: ContractPeriod) -> ContractPeriod:
        """The window that ends where this one begins."""
        return self.containing(period.span.start, period.zone)


def _days_on(instant: int, days: int, zone_name: str) -> int:
    """The same time by the clock, `days` dates on."""
    tz = zone(zone_name)
    wall = utc_from_seconds(instant).astimezone(tz)
    second = wall.hour * _HOUR + wall.minute * 60 + wall.second
    return wall_instant(local_date(instant, tz) + timedelta(days=days), second, tz)


def _instant(label: str) -> int:
    try:
        return instant_from_text(label)
    except ValueError:
        raise PeriodError(
            f"{label!r} is not a period of this kind; write an instant such as 2026-10-01T00:00:00Z"
        ) from None


def _check_hours(hours: int) -> None:
    if not 1 <= hours <= _MOST_HOURS:
        raise PeriodError(f"a period is 1 hour to 36600 days long, not {hours} hours")
