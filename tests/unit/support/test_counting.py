"""Elapsed time on business days: which dates are left out whole, and which are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from tests.desk import at, wall
from upheld import WorkingHours
from upheld.support.counting import counting

WEEK = {day: [("08:00", "18:00")] for day in ("mon", "tue", "wed", "thu", "fri")}
FRIDAY = "2026-01-09 15:00"


@pytest.mark.parametrize(
    ("exceptions", "hours", "due"),
    [
        # Nine hours of Friday, then Monday.
        ({}, 24, "Mon 2026-01-12 15:00 +01:00"),
        # A Saturday with a few hours of work is a business date, and counts whole.
        ({date(2026, 1, 10): [("08:00", "12:00")]}, 24, "Sat 2026-01-10 15:00 +01:00"),
        # With Monday closed: Friday 9, Saturday 24, Tuesday 7.
        ({date(2026, 1, 10): [("08:00", "12:00")], date(2026, 1, 12): []}, 40, "Tue 2026-01-13 07:00 +01:00"),
        # A shift of Saturday night works on Sunday too: Friday 9, Saturday 24, Sunday 7.
        ({date(2026, 1, 10): [("22:00", "06:00")]}, 40, "Sun 2026-01-11 07:00 +01:00"),
    ],
)
def test_dates_without_any_hours_are_left_out(
    exceptions: Mapping[date, Iterable[tuple[str, str]]], hours: int, due: str
) -> None:
    time = counting("elapsed time on business days", WorkingHours("Europe/Berlin", WEEK, (), exceptions))
    found = time.add(at(FRIDAY), hours * 3600)
    assert wall(found) == due
    assert time.between(at(FRIDAY), found) == hours * 3600


def test_a_calendar_is_needed_for_all_but_elapsed_time() -> None:
    assert counting("elapsed time", None).add(0, 5) == 5
    with pytest.raises(ValueError, match="working time runs along a calendar"):
        counting("working time", None)
