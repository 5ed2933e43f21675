"""Many deadlines at once: the same answers as one by one, and what is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tests.unit.timeline.moments import every_day, instant, office
from upheld.timeline import HorizonError, WorkingHours

MONDAY_TEN, FRIDAY_FOUR, SUNDAY = (
    instant(text) for text in ("2026-10-19T08:00Z", "2026-10-23T14:00Z", "2026-10-25T12:00Z")
)


def test_one_duration_for_all() -> None:
    # Two hours: to noon's closing; over the weekend and the change of clocks; and on Monday morning.
    due = office().add_many([MONDAY_TEN, FRIDAY_FOUR, SUNDAY], 2 * 3600)
    expected = ["2026-10-19T10:00Z", "2026-10-26T08:00Z", "2026-10-26T09:00Z"]
    assert due.tolist() == [instant(text) for text in expected]
    assert due.dtype == np.int64


def test_a_duration_for_each_and_both_landings() -> None:
    starts = np.array([MONDAY_TEN, MONDAY_TEN, SUNDAY, SUNDAY])
    seconds = np.array([7200, -3 * 3600, 0, -4 * 3600])
    closing, back, noon = (instant(text) for text in ("2026-10-19T10:00Z", "2026-10-16T14:00Z", "2026-10-23T11:00Z"))
    assert office().add_many(starts, seconds).tolist() == [closing, back, SUNDAY, noon]
    opening, monday = instant("2026-10-19T11:00Z"), instant("2026-10-26T07:00Z")
    assert office().add_many(starts, seconds, landing="next_opening").tolist() == [
        opening,
        back,
        monday,
        noon,
    ]


def test_between_many_in_any_shape() -> None:
    starts = np.array([[MONDAY_TEN, FRIDAY_FOUR], [SUNDAY, SUNDAY]])
    # Monday 10:00 to Sunday: 38 h; Friday 16:00: 1 h; none; to the whole week before, reversed.
    ends = np.array([[SUNDAY, SUNDAY], [SUNDAY, MONDAY_TEN]])
    assert office().between_many(starts, ends).tolist() == [[38 * 3600, 3600], [0, -38 * 3600]]
    assert office().between_many(starts, SUNDAY).tolist() == [[38 * 3600, 3600], [0, 0]]


def test_nothing_at_all() -> None:
    assert office().add_many(np.array([], dtype=np.int64), 3600).tolist() == []
    assert office().between_many(np.array([], dtype=np.int64), np.array([], dtype=np.int64)).tolist() == []


def test_hours_too_crowded_for_buckets() -> None:
    # Every other second of the first minute of each hour is open, and nothing else.
    every_other = [(f":00:{second:02}", f":00:{second + 1:02}") for second in range(0, 60, 2)]
    crowded = [(f"{hour:02}{start}", f"{hour:02}{end}") for hour in range(24) for start, end in every_other]
    hours = every_day("UTC", *crowded)
    start = instant("2026-10-19T00:00Z")
    # Thirty working seconds an hour: the 31st ends at one second past one, the 721st at one past midnight.
    due = hours.add_many([start, start, start + 30], [31, 721, 15])
    assert due.tolist() == [
        start + 3601,
        start + 86401,
        start + 59,
    ]
    assert hours.between_many([start], [start + 366 * 86400]).tolist() == [366 * 720]


def test_refusals() -> None:
    with pytest.raises(ValueError, match="starts must be whole epoch seconds"):
        office().add_many([1.5], 3600)
    with pytest.raises(ValueError, match="seconds must be whole epoch seconds"):
        office().add_many([MONDAY_TEN], 3600.0)
    with pytest.raises(ValueError, match="ends must be whole epoch seconds"):
        office().between_many([MONDAY_TEN], np.array(["2026-10-19"], dtype="datetime64[s]"))
    with pytest.raises(ValueError, match="seconds has shape"):
        office().add_many([MONDAY_TEN, SUNDAY], [1, 2, 3])
    with pytest.raises(ValueError, match="landing is"):
        office().add_many([MONDAY_TEN], 1, landing="opening")  # type: ignore[arg-type]  # as it says
    with pytest.raises(HorizonError):
        office().add_many([MONDAY_TEN, 10**12], 1)


def test_only_a_deadline_that_is_really_out_of_reach_is_refused() -> None:
    once = WorkingHours("UTC", {}, exceptions={date(2026, 10, 19): [("09:00", "10:00")]})
    before, after = instant("2026-10-19T08:00Z"), instant("2026-10-20T08:00Z")
    # The longest duration belongs to the earlier start; the later one asks for nothing.
    assert once.add_many([before, after], [3600, 0]).tolist() == [instant("2026-10-19T10:00Z"), after]
    with pytest.raises(HorizonError):
        once.add_many([before, after], [3600, 1])
    with pytest.raises(HorizonError):
        once.add_many([before], 3600, landing="next_opening")
