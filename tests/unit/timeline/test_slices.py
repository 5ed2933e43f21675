"""Slices counted from local midnight, where clocks change too."""

from __future__ import annotations

import pytest

from tests.unit.timeline.moments import instant
from upheld.timeline import Month, Piece, SliceGrid, Span, period_named

BERLIN = "Europe/Berlin"
MIDNIGHT = instant("2026-10-16T22:00Z")
SPRING = Span(instant("2026-03-28T23:00Z"), instant("2026-03-29T22:00Z"))
AUTUMN = Span(instant("2026-10-24T22:00Z"), instant("2026-10-25T23:00Z"))


def lengths(grid: SliceGrid) -> list[int]:
    """How long the grid's slices are, in minutes."""
    return [(grid.end_of(start) - start) // 60 for start in grid.starts()]


def test_a_month_of_minutes_has_one_rhythm() -> None:
    october = period_named(Month(), "2026-10", BERLIN).span
    grid = SliceGrid.over(october, 60, BERLIN)
    assert grid.pieces == (Piece(october.start, october.start, 60),)
    # 31 days and the hour of autumn.
    assert grid.count() == (31 * 24 + 1) * 60
    assert grid.start_of(october.start + 3 * 86400 + 119) == october.start + 3 * 86400 + 60


@pytest.mark.parametrize(
    ("length", "day", "minutes"),
    [
        # Two hours into 23: eleven whole slices and one of an hour.
        (7200, SPRING, [120] * 11 + [60]),
        (7200, AUTUMN, [120] * 12 + [60]),
        # Seven hours into 23 and 25.
        (25200, SPRING, [420, 420, 420, 120]),
        (25200, AUTUMN, [420, 420, 420, 240]),
        # A slice of a day is the day.
        (86400, SPRING, [23 * 60]),
        (86400, AUTUMN, [25 * 60]),
        (3600, SPRING, [60] * 23),
    ],
)
def test_slices_of_a_day_of_change(length: int, day: Span, minutes: list[int]) -> None:
    grid = SliceGrid.over(day, length, BERLIN)
    assert lengths(grid) == minutes
    assert grid.count() == len(minutes)


def test_after_a_short_slice_the_count_begins_again_at_midnight() -> None:
    weekend = Span(AUTUMN.start - 86400, AUTUMN.end + 86400)
    grid = SliceGrid.over(weekend, 7200, BERLIN)
    # Saturday and Sunday share a rhythm; Sunday's last slice is cut, so Monday has its own.
    assert grid.pieces == (Piece(weekend.start, weekend.start, 7200), Piece(AUTUMN.end, AUTUMN.end, 7200))
    assert lengths(grid) == [120] * 12 + [120] * 12 + [60] + [120] * 12


def test_days_of_change_are_pieces_of_their_own_for_slices_of_a_day() -> None:
    weekend = Span(AUTUMN.start - 86400, AUTUMN.end + 86400)
    grid = SliceGrid.over(weekend, 86400, BERLIN)
    assert [(piece.start, piece.length // 3600) for piece in grid.pieces] == [
        (weekend.start, 24),
        (AUTUMN.start, 25),
        (AUTUMN.end, 24),
    ]


def test_half_an_hour_of_change_cuts_an_hour() -> None:
    # Lord Howe, 4 October 2026: 23 and a half hours from 13:30Z.
    day = Span(instant("2026-10-03T13:30Z"), instant("2026-10-04T13:00Z"))
    assert lengths(SliceGrid.over(day, 3600, "Australia/Lord_Howe")) == [60] * 23 + [30]
    assert len(SliceGrid.over(day, 1800, "Australia/Lord_Howe").pieces) == 1


def test_a_slice_that_the_spans_edge_cuts_counts_as_one() -> None:
    span = Span(MIDNIGHT + 30, MIDNIGHT + 150)
    grid = SliceGrid.over(span, 60, BERLIN)
    assert list(grid.starts()) == [MIDNIGHT, MIDNIGHT + 60, MIDNIGHT + 120]
    assert grid.count() == 3
    assert grid.slice_of(MIDNIGHT + 30) == Span(MIDNIGHT, MIDNIGHT + 60)
    assert grid.slice_of(MIDNIGHT + 149) == Span(MIDNIGHT + 120, MIDNIGHT + 180)
    assert list(grid.starts(Span(MIDNIGHT + 60, MIDNIGHT + 61))) == [MIDNIGHT + 60]


def test_slices_follow_the_zones_midnight_not_utc() -> None:
    # Kathmandu's midnight is 18:15Z, so its hours begin at a quarter past.
    span = Span(instant("2026-10-17T00:00Z"), instant("2026-10-17T02:00Z"))
    grid = SliceGrid.over(span, 3600, "Asia/Kathmandu")
    assert [start - span.start for start in grid.starts()] == [-2700, 900, 4500]


def test_what_is_refused() -> None:
    for length in (0, -60, 86401):
        with pytest.raises(ValueError, match="1 s to 1 day"):
            SliceGrid.over(SPRING, length, BERLIN)
    with pytest.raises(ValueError, match="outside the days of the grid"):
        SliceGrid.over(SPRING, 60, BERLIN).slice_of(SPRING.end)
