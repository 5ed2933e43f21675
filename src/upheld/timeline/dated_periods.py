"""Periods that begin on a local date: month, quarter, year, ISO week, day, billing month, every n days or months."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from upheld.timeline.days import FIRST_YEAR, LAST_YEAR, add_months, local_date, start_of_date
from upheld.timeline.periods import ContractPeriod, PeriodError
from upheld.timeline.spans import Span
from upheld.timeline.zones import zone

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)", re.ASCII)


class _Dated(ABC):
    """What these kinds share: each says where its periods begin, and how they are written."""

    __slots__ = ()
    _form: ClassVar[re.Pattern[str]]
    _says: ClassVar[str]

    @abstractmethod
    def first_of(self, day: date) -> date:
        """The first date of the period that holds a date."""

    @abstractmethod
    def first_after(self, first: date) -> date:
        """The first date of the period after the one that begins on `first`."""

    @abstractmethod
    def label_of(self, first: date) -> str:
        """How the period that begins on `first` is written."""

    @abstractmethod
    def _first_in(self, *numbers: int) -> date:
        """The first date that a label's numbers say; ValueError where there is none."""

    def named(self, label: str, zone_name: str) -> ContractPeriod:
        """The period of a label; PeriodError where it is not exactly one of this kind's."""
        match = self._form.fullmatch(label)
        if not match:
            raise PeriodError(f"{label!r} is not a period of this kind; write {self._says}")
        try:
            first = self._first_in(*map(int, match.groups()))
        except ValueError as error:
            raise PeriodError(f"{label!r} is not a period of this kind: {error}; write {self._says}") from None
        return self._beginning(first, zone_name)

    def containing(self, instant: int, zone_name: str) -> ContractPeriod:
        """The period in which an instant (epoch seconds) lies, by its date in the zone."""
        first = self.first_of(local_date(instant, zone(zone_name)))
        period = self._beginning(first, zone_name)
        # A clock put back over midnight shows the old date once more; the new period has begun all the same.
        return period if instant in period.span else self.after(period)

    def after(self, period: ContractPeriod) -> ContractPeriod:
        """The period that begins where this one ends."""
        return self.containing(period.span.end, period.zone)

    def before(self, period: ContractPeriod) -> ContractPeriod:
        """The period that ends where this one begins."""
        return self.containing(period.span.start - 1, period.zone)

    def _beginning(self, first: date, zone_name: str) -> ContractPeriod:
        if not FIRST_YEAR <= first.year <= LAST_YEAR:
            raise PeriodError(f"{first} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
        start, end = (start_of_date(day, zone(zone_name)) for day in (first, self.first_after(first)))
        if start == end:
            raise PeriodError(f"{first} never was in {zone_name}: its clocks were put past that date")
        return ContractPeriod(Span(start, end), self.label_of(first), zone_name, self)


@dataclass(frozen=True, slots=True)
class Month(_Dated):
    """Calendar months."""

    _form = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
    _says = "a month such as 2026-10"

    def first_of(self, day: date) -> date:
        """The first of the month."""
        return day.replace(day=1)

    def first_after(self, first: date) -> date:
        """The first of the next month."""
        return add_months(first, 1)

    def label_of(self, first: date) -> str:
        """Such as 2026-10."""
        return f"{first:%Y-%m}"

    def _first_in(self, *numbers: int) -> date:
        year, month = numbers
        return date(year, month, 1)


@dataclass(frozen=True, slots=True)
class Quarter(_Dated):
    """Calendar quarters, the first from January to March."""

    _form = re.compile(r"(\d{4})-Q([1-4])", re.ASCII)
    _says = "a quarter such as 2026-Q3"

    def first_of(self, day: date) -> date:
        """The first of January, April, July or October."""
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)

    def first_after(self, first: date) -> date:
        """Three months on."""
        return add_months(first, 3)

    def label_of(self, first: date) -> str:
        """Such as 2026-Q3."""
        return f"{first:%Y}-Q{first.month // 3 + 1}"

    def _first_in(self, *numbers: int) -> date:
        year, quarter = numbers
        return date(year, quarter * 3 - 2, 1)


@dataclass(frozen=True, slots=True)
class Year(_Dated):
    """Calendar years."""

    _form = re.compile(r"(\d{4})", re.ASCII)
    _says = "a year such as 2026"

    def first_of(self, day: date) -> date:
        """The first of January."""
        return date(day.year, 1, 1)

    def first_after(self, first: date) -> date:
        """The first of January after."""
        return date(first.year + 1, 1, 1)

    def label_of(self, first: date) -> str:
        """Such as 2026."""
        return f"{first:%Y}"

    def _first_in(self, *numbers: int) -> date:
        (year,) = numbers
        return date(year, 1, 1)


@dataclass(frozen=True, slots=True)
class Week(_Dated):
    """ISO 8601 weeks, Monday to Sunday; week 1 holds the year's first Thursday."""

    _form = re.compile(r"(\d{4})-W(\d\d)", re.ASCII)
    _says = "an ISO week such as 2026-W07"

    def first_of(self, day: date) -> date:
        """The Monday."""
        return day - timedelta(days=day.weekday())

    def first_after(self, first: date) -> date:
        """The next Monday."""
        return first + timedelta(days=7)

    def label_of(self, first: date) -> str:
        """Such as 2026-W07."""
        return f"{first:%G-W%V}"

    def _first_in(self, *numbers: int) -> date:
        year, week = numbers
        return date.fromisocalendar(year, week, 1)


@dataclass(frozen=True, slots=True)
class Day(_Dated):
    """Local days, 23 or 25 hours long where clocks change."""

    _form = _DATE
    _says = "a date such as 2026-10-17"

    def first_of(self, day: date) -> date:
        """The date itself."""
        return day

    def first_after(self, first: date) -> date:
        """The next date."""
        return first + timedelta(days=1)

    def label_of(self, first: date) -> str:
        """Such as 2026-10-17."""
        return first.isoformat()

    def _first_in(self, *numbers: int) -> date:
        return _date_of(numbers)


@dataclass(frozen=True, slots=True)
class BillingMonth(_Dated):
    """Months that start on a day of the month, or on the last day of a month that has no such day."""

    day: int
    _form = _DATE
    _says = "the date on which a billing month starts, such as 2026-10-15"

    def __post_init__(self) -> None:
        """Refuse days that no month has."""
        if not 1 <= self.day <= 31:
            raise PeriodError(f"a billing month starts on a day from 1 to 31, not {self.day}")

    def first_of(self, day: date) -> date:
        """The latest start on or before a date."""
        start = self._start_in_month_of(day)
        return start if start <= day else self._start_in_month_of(day.replace(day=1) - timedelta(days=1))

    def first_after(self, first: date) -> date:
        """The start in the next month, by the day agreed and not by the day of this start."""
        return self._start_in_month_of(add_months(first.replace(day=1), 1))

    def label_of(self, first: date) -> str:
        """The date of the start, such as 2026-10-15."""
        return first.isoformat()

    def _first_in(self, *numbers: int) -> date:
        return _start_on(self, _date_of(numbers))

    def _start_in_month_of(self, day: date) -> date:
        # Counted from a January, which has every day, so that day 31 is cut to the month's own end.
        return add_months(date(day.year, 1, self.day), day.month - 1)


@dataclass(frozen=True, slots=True)
class EveryDays(_Dated):
    """Periods of a fixed number of local days, one after the other, from and before a first date."""

    days: int
    first: date
    _form = _DATE
    _says = "the date on which a period starts, such as 2026-10-15"

    def __post_init__(self) -> None:
        """Refuse a length that is no length."""
        if not 1 <= self.days <= 36600:
            raise PeriodError(f"a period has 1 to 36600 days, not {self.days}")

    def first_of(self, day: date) -> date:
        """The latest start on or before a date."""
        return day - timedelta(days=(day - self.first).days % self.days)

    def first_after(self, first: date) -> date:
        """So many days on."""
        return first + timedelta(days=self.days)

    def label_of(self, first: date) -> str:
        """The date of the start, such as 2026-10-15."""
        return first.isoformat()

    def _first_in(self, *numbers: int) -> date:
        return _start_on(self, _date_of(numbers))


@dataclass(frozen=True, slots=True)
class EveryMonths(_Dated):
    """Periods of a fixed number of months, from and before a first date: a contract year is twelve.

    Each starts on the day of the month of the first, or on the last day of a month that has no such day.
    """

    months: int
    first: date
    _form = _DATE
    _says = "the date on which a period starts, such as 2026-10-15"

    def __post_init__(self) -> None:
        """Refuse a length that is no length."""
        if not 1 <= self.months <= 120:
            raise PeriodError(f"a period has 1 to 120 months, not {self.months}")

    def first_of(self, day: date) -> date:
        """The latest start on or before a date."""
        number = self._number(day)
        start = self._start(number)
        return start if start <= day else self._start(number - 1)

    def first_after(self, first: date) -> date:
        """So many months on, by the day agreed and not by the day of this start."""
        return self._start(self._number(first) + 1)

    def label_of(self, first: date) -> str:
        """The date of the start, such as 2026-10-15."""
        return first.isoformat()

    def months_from(self, first: date) -> tuple[date, ...]:
        """The start of each month of the period that begins on a date."""
        before = self._number(first) * self.months
        return tuple(add_months(self.first, before + month) for month in range(self.months))

    def _first_in(self, *numbers: int) -> date:
        return _start_on(self, _date_of(numbers))

    def _number(self, day: date) -> int:
        """Which period, counted from the first as 0, begins in the months that hold a date."""
        return ((day.year - self.first.year) * 12 + day.month - self.first.month) // self.months

    def _start(self, number: int) -> date:
        return add_months(self.first, number * self.months)


def _date_of(numbers: tuple[int, ...]) -> date:
    year, month, day = numbers
    return date(year, month, day)


def _start_on(kind: _Dated, day: date) -> date:
    """The date, if a period starts on it."""
    first = kind.first_of(day)
    if first != day:
        raise ValueError(f"none starts on {day}; the one that holds it starts on {first}")
    return day
