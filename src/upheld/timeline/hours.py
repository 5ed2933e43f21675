"""Working hours: deadlines and working time by a calendar of weekdays, holidays and exceptions in a zone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from operator import index
from typing import TYPE_CHECKING, Literal, Self, get_args

from upheld.timeline.days import DAY, local_date, start_of_date
from upheld.timeline.hours_reading import read_rule, written
from upheld.timeline.instants import (
    MICROS,
    epoch_micros,
    epoch_seconds,
    utc_from_micros,
    utc_from_seconds,
)
from upheld.timeline.open_years import HoursRule
from upheld.timeline.spans import Span, Spans
from upheld.timeline.week_hours import WEEKDAYS, Interval
from upheld.timeline.work_clock import WorkClock
from upheld.timeline.zones import zone as zone_of

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from upheld.timeline.work_arrays import Seconds

Landing = Literal["closing", "next_opening"]
_MICROSECOND = timedelta(microseconds=1)


# Without slots: with them, Python 3.11 answers an assignment to a property by a puzzling TypeError.
@dataclass(frozen=True, init=False, repr=False)
class WorkingHours:
    """A calendar of working hours; equal to another that says the same hours, and unchanging.

    Args:
        zone: an IANA name ("Europe/Berlin") or a fixed offset ("+01:00", "UTC").
        week: the hours of "mon" to "sun" as ("08:00", "12:00") pairs; a missing day is closed. "24:00" ends a
            day. A closing before its opening is on the next day: ("22:00", "06:00").
        holidays: dates without hours, or the name of a country or a part of it ("DE", "DE-BE").
        exceptions: the hours of single dates, instead of those of their weekday or holiday; [] is closed.

    Holidays and exceptions go by calendar date in the zone: of a night shift they remove or replace the part
    on their date, and no other. What an exception's own overnight shift holds after midnight is added to the
    next date, unless that is a holiday or an exception too.

    Times go by the clock on the wall. One that the clock skips moves forward by the gap; of one that it shows
    twice, the first counts. A date that never was has no hours.

    Datetimes given must be aware; those returned are in UTC. Calendars reach from 1900 to 2200 (with named
    holidays: over the years for which they are known); beyond, HorizonError is raised.

    Raises:
        upheld.problems.Refused: with every problem found, where anything of the above is not so, intervals
            overlap, or there are no hours at all.
    """

    _rule: HoursRule
    _clock: WorkClock = field(compare=False)

    def __init__(
        self,
        zone: str,
        week: Mapping[str, Iterable[Interval]],
        holidays: str | Iterable[date] = (),
        exceptions: Mapping[date, Iterable[Interval]] | None = None,
    ) -> None:
        self._fill(read_rule(zone, week, holidays, exceptions or {}))

    def _fill(self, rule: HoursRule) -> None:
        """Fill a frozen value, once, as it is made."""
        object.__setattr__(self, "_rule", rule)
        object.__setattr__(self, "_clock", WorkClock(rule))

    @classmethod
    def always(cls, zone: str = "UTC") -> Self:
        """Around the clock, every day."""
        return cls(zone, {name: [("00:00", "24:00")] for name in WEEKDAYS})

    @property
    def zone(self) -> str:
        """The zone's name, as given."""
        return self._rule.zone

    @property
    def holidays(self) -> str | tuple[date, ...]:
        """The name of the holidays as given, or their dates in order."""
        return self._rule.holidays

    def add(self, start: datetime, duration: timedelta | int, landing: Landing = "closing") -> datetime:
        """The instant at which so much working time has passed since `start`.

        Args:
            start: an aware datetime, in or out of hours.
            duration: a timedelta, or whole seconds. A negative one counts back, as `subtract` does.
            landing: which instant is meant where the time runs out exactly at a closing: that closing, or the
                next opening. Nothing to add is `start` itself for "closing", and for "next_opening" the next
                open instant, which is `start` where it is open.
        """
        at, by = epoch_micros(start), _micros(duration)
        if landing == "closing":
            return utc_from_micros(self._clock.moved(at, by, earliest=by > 0) if by else at)
        if landing == "next_opening":
            return utc_from_micros(self._clock.moved(at, by, earliest=False))
        raise _landing_error(landing)

    def subtract(self, end: datetime, duration: timedelta | int) -> datetime:
        """The latest instant from which so much working time passes until `end`; for none, `end` itself.

        Where the time runs out exactly at an opening that is the opening, not the closing before it.
        """
        return self.add(end, -duration)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` is earlier."""
        return timedelta(0, 0, self._clock.between(epoch_micros(start), epoch_micros(end)))

    def is_open(self, at: datetime) -> bool:
        """Whether an instant is within hours; an opening is, a closing is not."""
        micros = epoch_micros(at)
        return self._clock.between(micros, micros + 1) > 0

    def next_opening(self, at: datetime) -> datetime:
        """The first opening at or after an instant: `at` itself only where it is one.

        An opening is where closed time ends: touching hours have none between them. HorizonError where
        there is none, as around the clock.
        """
        return utc_from_micros(self._clock.open_after(epoch_micros(at)))

    def next_closing(self, at: datetime) -> datetime:
        """The first closing at or after an instant: `at` itself only where it is one. As `next_opening`."""
        return utc_from_micros(self._clock.close_after(epoch_micros(at)))

    def spans(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open times from `start` to `end` as pairs in UTC, in order; touching ones joined."""
        first, last = epoch_micros(start), epoch_micros(end)
        if last < first:
            raise ValueError(f"the end {end} is before the start {start}")
        if first == last:
            return []
        whole = self._clock.spans(Span(first // MICROS, -(-last // MICROS)))
        pairs = ((max(span.start * MICROS, first), min(span.end * MICROS, last)) for span in whole)
        return [(utc_from_micros(opens), utc_from_micros(closes)) for opens, closes in pairs]

    def span_set(self, span: Span) -> Spans:
        """The open spans inside a span, in epoch seconds."""
        return self._clock.spans(span)

    def on(self, day: date) -> list[tuple[datetime, datetime]]:
        """The open times of a local date, from its start to its end, as pairs in UTC; none on a closed date.

        The last closing of the list is the date's close of business.
        """
        tz = zone_of(self.zone)
        start, end = start_of_date(day, tz), start_of_date(day + timedelta(days=1), tz)
        return self.spans(utc_from_seconds(start), utc_from_seconds(end))

    def business_day(self, start: datetime | date, n: int) -> date:
        """The n-th business date after the local date of `start` (an aware datetime, or a date as it is).

        A business date is one with any working hours. Negative counts back; 0 is the date itself where it
        is a business date, and the next one where not.
        """
        if isinstance(start, datetime):
            start = local_date(epoch_seconds(start), zone_of(self.zone))
        return self._clock.business_date(start, n)

    def add_many(self, starts: ArrayLike, seconds: ArrayLike, landing: Landing = "closing") -> Seconds:
        """`add` for many at once: epoch seconds in and out as int64 arrays of one shape.

        `seconds` is one whole number, or one for each start. ValueError for anything but whole numbers.
        """
        from upheld.timeline.work_many import add_many  # noqa: PLC0415 - numpy is slow to import

        if landing not in get_args(Landing):
            raise _landing_error(landing)
        return add_many(self._clock, starts, seconds, closing=landing == "closing")

    def between_many(self, starts: ArrayLike, ends: ArrayLike) -> Seconds:
        """`between` for many at once: epoch seconds in, working seconds out, as int64 arrays."""
        from upheld.timeline.work_many import between_many  # noqa: PLC0415 - as above

        return between_many(self._clock, starts, ends)

    def holiday_dates(self, years: Iterable[int]) -> tuple[date, ...]:
        """The holidays of the given years, in order."""
        return tuple(day for year in sorted(set(years)) for day in self._rule.holidays_in(year))

    def frozen(self, first_year: int, last_year: int) -> WorkingHours:
        """The same calendar with its holidays as dates of these years (last included), and none in others.

        An agreement version is published with frozen holidays, so that a new list changes no old deadline.
        """
        return _of(replace(self._rule, holidays=self.holiday_dates(range(first_year, last_year + 1))))

    def with_holidays(self, dates: Iterable[date]) -> WorkingHours:
        """The same calendar with these dates as its holidays, in place of its own: those that were frozen and kept."""
        return _of(replace(self._rule, holidays=tuple(sorted(set(dates)))))

    def whole_days(self) -> WorkingHours:
        """The calendar whose business dates are the same, each open from its start to its end."""
        rule, whole = self._rule, ((0, DAY),)
        dated = ((day, whole if hours else ()) for day, hours in rule.exceptions)
        wider = replace(
            rule,
            week=tuple(whole if day else () for day in rule.week),
            exceptions=tuple(dated),
            tails=tuple((day, whole) for day, _ in rule.tails),
        )
        return _of(wider)

    def __reduce__(self) -> tuple[Callable[[HoursRule], WorkingHours], tuple[HoursRule]]:
        """Copied and sent to other processes as its rule; what was compiled stays behind."""
        return _of, (self._rule,)

    def __repr__(self) -> str:
        """As it could be written in code."""
        zone, week, holidays, exceptions = written(self._rule)
        days = list(holidays) if isinstance(holidays, tuple) else holidays
        return f"WorkingHours(zone={zone!r}, week={week!r}, holidays={days!r}, exceptions={exceptions!r})"


def _of(rule: HoursRule) -> WorkingHours:
    """The calendar of a rule that is known to be right."""
    made = object.__new__(WorkingHours)
    made._fill(rule)
    return made


def _micros(duration: timedelta | int) -> int:
    """A duration in microseconds, exactly; a float is refused, since it is not."""
    if isinstance(duration, timedelta):
        return duration // _MICROSECOND
    try:
        return index(duration) * MICROS
    except TypeError:
        raise TypeError(f"a duration is a timedelta or whole seconds, not {duration!r}") from None


def _landing_error(landing: object) -> ValueError:
    return ValueError(f'landing is "closing" or "next_opening", not {landing!r}')
