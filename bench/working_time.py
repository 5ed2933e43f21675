"""Working time: ours beside businesstime and pandas, and beside the machine's own limit, in one run.

Run it with `./run bench working_time`. The peers are no requirement of ours: install businesstime and pandas
beside the package to see them. Each line is a median over runs that take turns, so that a busy moment of the
machine falls on all alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from upheld.timeline import WorkingHours

MANY = 10_000_000
RUNS = 5
SINGLE_CALLS = 20_000
START = datetime(2026, 10, 19, 11, 7, tzinfo=ZoneInfo("Europe/Berlin"))
EIGHT_HOURS = timedelta(hours=8)
OFFICE = {day: [("09:00", "17:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
SPLIT = {day: [("08:00", "12:00"), ("13:00", "17:30")] for day in ("mon", "tue", "wed", "thu", "fri")}
Case = tuple[str, Callable[[], object], int]


def main() -> None:
    """Print one deadline at a time, then millions at once."""
    print(f"One at a time, microseconds a call (median of {RUNS} runs)")
    singles = _timed([_ours_add(), _ours_between(), *_peers()])
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


def _repeated(name: str, call: Callable[[], object], calls: int) -> Case:
    def work() -> None:
        for _ in range(calls):
            call()

    call()
    return name, work, calls


def _ours_add() -> Case:
    hours = WorkingHours("Europe/Berlin", OFFICE)
    return _repeated("upheld: add, aware", lambda: hours.add(START, EIGHT_HOURS), SINGLE_CALLS)


def _ours_between() -> Case:
    hours = WorkingHours("Europe/Berlin", OFFICE)
    due = hours.add(START, EIGHT_HOURS)
    return _repeated("upheld: between, aware", lambda: hours.between(START, due), SINGLE_CALLS)


def _peers() -> list[Case]:
    found = [_businesstime(), _pandas()]
    return [case for case in found if case]


def _businesstime() -> Case | None:
    """Its hours are 9 to 17 by default, its datetimes naive; it counts between two instants and adds nothing."""
    package = _imported("businesstime")
    if package is None:
        return None
    calendar, naive = package.BusinessTime(), START.replace(tzinfo=None)
    due = naive + timedelta(days=1)
    return _repeated(
        "businesstime: between, naive", lambda: calendar.businesstimedelta(naive, due), SINGLE_CALLS // 20
    )


def _pandas() -> Case | None:
    package = _imported("pandas")
    if package is None:
        return None
    eight, start = package.offsets.CustomBusinessHour(8, start="09:00", end="17:00"), package.Timestamp(START)
    return _repeated("pandas: CustomBusinessHour, aware", lambda: start + eight, SINGLE_CALLS // 20)


def _imported(name: str) -> Any:
    """A peer, or nothing and a word about it."""
    try:
        return import_module(name)
    except ImportError:
        print(f"  {name} is not installed, so it is not compared")
        return None


def _many() -> list[Case]:
    hours = WorkingHours("Europe/Berlin", SPLIT)
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
