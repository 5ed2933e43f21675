"""Working time: ours beside businesstime and pandas, and beside the machine's own limit, in one run.

Run it with `./run bench working_time`. The peers are no requirement of ours: install businesstime and pandas
beside the package to see them. Each line is a median over runs that take turns, so that a busy moment of the
machine falls on all alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from operator import add
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from upheld.timeline import WorkingHours

MANY = 10_000_000
RUNS = 5
QUESTIONS = 300
BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = {day: [("08:00", "12:00"), ("13:00", "17:00")] for day in WEEKDAYS}
Case = tuple[str, Callable[[], object], int]


@dataclass(frozen=True)
class Question:
    """One deadline to work out: from when, and how many working hours."""

    start: datetime
    hours: int


def main() -> None:
    """Print one deadline at a time, then millions at once."""
    print(f"One at a time, microseconds a call (median of {RUNS} runs)")
    questions = _questions()
    singles = _timed([*_ours(questions), *_businesstime(questions), *_pandas(questions)])
    ours = next(iter(singles.values()))
    for name, seconds in singles.items():
        print(f"  {name:<46}{seconds * 1e6:10.2f}   {seconds / ours:8.1f} x our add")
    print(f"{MANY:,} in random order over ten years, millions a second (median of {RUNS} runs)")
    bulk = _timed(_many())
    limit = bulk["limit: one pass of take and add"]
    for name, seconds in bulk.items():
        print(f"  {name:<46}{1 / seconds / 1e6:10.1f}   {seconds / limit:8.1f} x the limit's time")


def _timed(cases: list[Case]) -> dict[str, float]:
    """Seconds for one item of each case; the cases take turns."""
    times: dict[str, list[float]] = {name: [] for name, _, _ in cases}
    for _ in range(RUNS):
        for name, work, items in cases:
            began = time.perf_counter()
            work()
            times[name].append((time.perf_counter() - began) / items)
    return {name: median(taken) for name, taken in times.items()}


def _questions() -> list[Question]:
    """Tickets opened at any minute of a year, with one to eighty working hours to go; always the same."""
    drawn = np.random.default_rng(3)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    minutes, hours = drawn.integers(0, 360 * 1440, QUESTIONS), drawn.integers(1, 81, QUESTIONS)
    starts = [(first + timedelta(minutes=int(minute))).astimezone(BERLIN) for minute in minutes]
    return [Question(start, int(length)) for start, length in zip(starts, hours, strict=True)]


def _each(name: str, call: Callable[[Any, Any], object], pairs: list[tuple[Any, Any]], rounds: int) -> Case:
    """A call on each pair of arguments, so many times over; once before, to warm up."""

    def work() -> None:
        for _ in range(rounds):
            for first, second in pairs:
                call(first, second)

    call(*pairs[0])
    return name, work, rounds * len(pairs)


def _ours(questions: list[Question]) -> list[Case]:
    hours = WorkingHours("Europe/Berlin", OFFICE)
    asked = [(question.start, timedelta(hours=question.hours)) for question in questions]
    answered = [(start, hours.add(start, length)) for start, length in asked]
    return [
        _each("upheld: add, aware", hours.add, asked, 60),
        _each("upheld: between, aware", hours.between, answered, 60),
    ]


def _businesstime(questions: list[Question]) -> list[Case]:
    """It counts and does not add, and knows naive datetimes and one interval a day: 9 to 17."""
    package = _imported("businesstime")
    if package is None:
        return []
    hours = WorkingHours("Europe/Berlin", {day: [("09:00", "17:00")] for day in WEEKDAYS})
    dues = [hours.add(question.start, timedelta(hours=question.hours)) for question in questions]
    naive = [
        (question.start.replace(tzinfo=None), due.astimezone(BERLIN).replace(tzinfo=None))
        for question, due in zip(questions, dues, strict=True)
    ]
    return [_each("businesstime: between, naive", package.BusinessTime().businesstimedelta, naive, 3)]


def _pandas(questions: list[Question]) -> list[Case]:
    package = _imported("pandas")
    if package is None:
        return []
    starts, ends = zip(*OFFICE["mon"], strict=True)
    asked = [
        (
            package.Timestamp(question.start),
            package.offsets.CustomBusinessHour(question.hours, start=starts, end=ends),
        )
        for question in questions
    ]
    return [_each("pandas: CustomBusinessHour, aware", add, asked, 3)]


def _imported(name: str) -> Any:
    """A peer, or nothing and a word about it."""
    try:
        return import_module(name)
    except ImportError:
        print(f"  {name} is not installed, so it is not compared")
        return None


def _many() -> list[Case]:
    hours = WorkingHours("Europe/Berlin", OFFICE)
    random = np.random.default_rng(7)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2016, 2026))
    starts, ends = random.integers(first, last, MANY), random.integers(first, last, MANY)
    seconds = random.integers(1, 40 * 3600, MANY)
    # What any look-up must at least do: fetch by index from a table in the cache, add, and write.
    table, at = np.arange(1 << 14, dtype=np.int64), starts & ((1 << 14) - 1)
    out = np.empty_like(starts)

    def limit() -> None:
        np.take(table, at, out=out, mode="clip")
        np.add(out, starts, out=out)

    hours.add_many(starts[:1000], 3600)
    return [
        ("upheld: add_many, one duration", lambda: hours.add_many(starts, 8 * 3600), MANY),
        ("upheld: add_many, a duration each", lambda: hours.add_many(starts, seconds), MANY),
        ("upheld: between_many", lambda: hours.between_many(starts, ends), MANY),
        ("limit: one pass of take and add", limit, MANY),
    ]


if __name__ == "__main__":
    main()
