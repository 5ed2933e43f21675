"""Working hours against a count minute by minute, and the laws that deadlines keep (case 19)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import get_args
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from upheld.timeline import Landing, Span, WorkingHours, epoch_seconds, utc_from_micros, utc_from_seconds

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = [
    "UTC",
    "+05:30",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Cairo",
]
MINUTE = timedelta(minutes=1)
Intervals = list[tuple[str, str]]


@dataclass(frozen=True)
class Drawn:
    """A calendar as it was drawn, for the count by minutes, which knows nothing of how ours is built."""

    zone: str
    week: dict[str, Intervals]
    holidays: list[date]
    exceptions: dict[date, Intervals]

    def hours(self) -> WorkingHours:
        """The calendar under test."""
        return WorkingHours(self.zone, self.week, self.holidays, self.exceptions)

    def is_open(self, minute: datetime) -> bool:
        """By the clock on the wall: is this date open at this time?"""
        wall = minute.astimezone(_zone(self.zone))
        day, clock = wall.date(), f"{wall:%H:%M}"
        before = day - timedelta(days=1)
        if day in self.exceptions:
            return _on_date(self.exceptions[day], clock)
        if day in self.holidays:
            return False
        usual, evening_before = (
            self.week.get(DAYS[day.weekday()], []),
            self.week.get(DAYS[before.weekday()], []),
        )
        tails = [evening_before, self.exceptions.get(before, [])]
        return _on_date(usual, clock) or any(_after_midnight(shifts, clock) for shifts in tails)


def _zone(name: str) -> tzinfo | None:
    return ZoneInfo(name) if name[0].isalpha() else datetime.fromisoformat(f"2026-01-01T00:00{name}").tzinfo


def _on_date(intervals: Intervals, clock: str) -> bool:
    return any(start <= clock and (clock < end or end < start) for start, end in intervals)


def _after_midnight(intervals: Intervals, clock: str) -> bool:
    return any(end < start and clock < end for start, end in intervals)


CLOCK = [f"{hour:02}:{minute}" for hour in range(7, 21) for minute in ("00", "20")]


@st.composite
def day_hours(draw: st.DrawFn) -> Intervals:
    """Some intervals between 07:00 and 21:00 and perhaps a night shift; no edge where clocks change."""
    edges = sorted(draw(st.sets(st.sampled_from(CLOCK), max_size=6)))
    found = list(zip(edges[::2], edges[1::2], strict=False))
    if draw(st.booleans()):
        found.append(draw(st.sampled_from([("22:00", "06:00"), ("21:30", "24:00"), ("21:00", "05:10")])))
    return found


# Weeks with changes of clocks in these zones, the turn of a year, and a leap day.
SEASONS = [
    date(2026, 3, 27),
    date(2026, 10, 23),
    date(2026, 10, 2),
    date(2026, 12, 30),
    date(2028, 2, 27),
    date(2026, 4, 22),
]


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Drawn, datetime]:
    """A calendar, with holidays and exceptions in the week after an instant, and that instant."""
    first = draw(st.sampled_from(SEASONS))
    near = st.integers(0, 6).map(lambda number: first + timedelta(days=number))
    week = draw(st.dictionaries(st.sampled_from(DAYS), day_hours(), min_size=1))
    # One hour that is always there, so that no draw is a calendar without hours.
    week["sat"] = [("12:00", "13:00")]
    drawn = Drawn(
        draw(st.sampled_from(ZONES)),
        week,
        draw(st.lists(near, max_size=2)),
        draw(st.dictionaries(near, day_hours(), max_size=2)),
    )
    return drawn, datetime(first.year, first.month, first.day, tzinfo=UTC)


def minutes(start: datetime, days: int) -> Iterator[datetime]:
    """Every minute of some days."""
    return (start + number * MINUTE for number in range(days * 1440))


@given(seasons(), st.integers(0, 2000), st.integers(1, 1500))
def test_against_a_count_by_minutes(season: tuple[Drawn, datetime], late: int, length: int) -> None:
    drawn, first = season
    hours, start = drawn.hours(), first + late * MINUTE
    opened = [minute for minute in minutes(start, 6) if drawn.is_open(minute)]
    end = start + timedelta(days=6)
    assert hours.between(start, end) == len(opened) * MINUTE
    found = hours.spans(start, end)
    assert [opens + n * MINUTE for opens, closes in found for n in range((closes - opens) // MINUTE)] == opened
    if length < len(opened):
        # The n-th open minute ends when n minutes are worked; the next one begins the next open time.
        assert hours.add(start, length * MINUTE) == opened[length - 1] + MINUTE
        assert hours.add(start, length * MINUTE, landing="next_opening") == opened[length]
        assert hours.subtract(end, length * MINUTE) == opened[-length]


instants = st.integers(1_750_000_000_000_000, 1_850_000_000_000_000).map(utc_from_micros)
durations = st.integers(1, 10**12).map(lambda micros: timedelta(microseconds=micros))


@given(seasons(), instants, durations, durations)
def test_the_laws_of_deadlines(
    season: tuple[Drawn, datetime], start: datetime, first: timedelta, second: timedelta
) -> None:
    hours = season[0].hours()
    due, opening = hours.add(start, first), hours.add(start, first, landing="next_opening")
    # What was promised is what is counted, and a microsecond earlier it is not yet used up.
    assert hours.between(start, due) == hours.between(start, opening) == first
    assert hours.between(start, due - timedelta(microseconds=1)) < first
    assert hours.between(due, start) == -first
    assert hours.is_open(opening)
    assert start < due <= opening
    # In two steps as in one; and later for more.
    assert hours.add(due, second) == hours.add(start, first + second) > due
    # Back again.
    back = hours.subtract(due, first)
    assert hours.between(back, due) == first
    assert back >= start
    assert hours.is_open(back)


@given(seasons(), st.lists(instants, min_size=3, max_size=3).map(sorted), durations)
def test_monotonic_and_additive(season: tuple[Drawn, datetime], three: list[datetime], length: timedelta) -> None:
    hours, (a, b, c) = season[0].hours(), three
    assert hours.between(a, b) + hours.between(b, c) == hours.between(a, c)
    assert hours.add(a, length) <= hours.add(b, length) <= hours.add(c, length)
    total = sum((end - start for start, end in hours.spans(a, c)), timedelta(0))
    assert total == hours.between(a, c)


@given(
    seasons(),
    st.lists(st.tuples(st.integers(1_700_000_000, 1_900_000_000), st.integers(-(10**6), 10**6)), min_size=1),
    st.sampled_from(get_args(Landing)),
)
def test_many_at_once_as_one_by_one(
    season: tuple[Drawn, datetime], asked: list[tuple[int, int]], landing: Landing
) -> None:
    hours, starts, seconds = season[0].hours(), [start for start, _ in asked], [by for _, by in asked]
    singly = [epoch_seconds(hours.add(utc_from_seconds(start), by, landing=landing)) for start, by in asked]
    assert season[0].hours().add_many(starts, seconds, landing=landing).tolist() == singly
    spent = [
        hours.between(utc_from_seconds(start), utc_from_seconds(due)) // timedelta(seconds=1)
        for start, due in zip(starts, singly, strict=True)
    ]
    assert hours.between_many(starts, singly).tolist() == spent


@given(seasons(), instants)
def test_openings_and_closings_take_turns(season: tuple[Drawn, datetime], start: datetime) -> None:
    hours = season[0].hours()
    opening, closing = hours.next_opening(start), hours.next_closing(start)
    assert hours.is_open(opening)
    assert not hours.is_open(opening - timedelta(microseconds=1))
    assert hours.is_open(closing - timedelta(microseconds=1))
    assert not hours.is_open(closing)
    # Between the question and the answer nothing of the kind happens.
    assert hours.is_open(start) == (closing <= opening and closing > start)


@given(seasons(), instants, st.integers(-30, 30))
def test_business_dates_have_hours_and_are_counted_right(
    season: tuple[Drawn, datetime], start: datetime, n: int
) -> None:
    hours = season[0].hours()
    day = hours.business_day(start, n)
    assert hours.on(day)
    here = hours.business_day(day, 0)
    assert here == day
    if n:
        step = 1 if n > 0 else -1
        assert hours.business_day(hours.business_day(start, n - step), step) == day or n == step


@given(seasons(), instants, st.integers(1, 10**7))
def test_span_sets_are_the_open_pairs(season: tuple[Drawn, datetime], start: datetime, width: int) -> None:
    hours, first = season[0].hours(), epoch_seconds(start)
    span = Span(first, first + width)
    pairs = hours.spans(utc_from_seconds(span.start), utc_from_seconds(span.end))
    assert [(epoch_seconds(a), epoch_seconds(b)) for a, b in pairs] == list(hours.span_set(span).pairs())
