"""Exclusions that hold when the time was announced long enough before: the latest instant, worked out by hand.

The window is Thursday 22 October 2026, 10:00 in Berlin; the office is closed at weekends and on 3 October.
"""

from __future__ import annotations

import pytest

from tests.agreements_in_words import problems_of
from tests.unit.exclusions.scene import WINDOW, Scene, record, span
from upheld.problems import Refused
from upheld.timeline import Span


def maintenance(condition: str) -> Scene:
    return Scene(
        f"""
exclusions:
  maintenance:
    title: Maintenance announced in time
    effect: leaves both sides
    conditions:
      announced: {{{condition}}}
"""
    )


THREE = "at_least: 3 business days, calendar: office, counted: {}"


@pytest.mark.clause("HK-10")
@pytest.mark.parametrize(
    ("counted", "latest", "too_late"),
    [
        # Wednesday 21, Tuesday 20, Monday 19 October are the three business days before the Thursday.
        ("to the same time", "2026-10-19T10:00+02:00", "2026-10-19T10:01+02:00"),
        ("full days", "2026-10-19T00:00+02:00", "2026-10-19T00:01+02:00"),
        ("by date", "2026-10-19T23:59+02:00", "2026-10-20T00:00+02:00"),
    ],
)
def test_the_same_window_is_excluded_in_time_and_counts_a_minute_too_late(
    counted: str, latest: str, too_late: str
) -> None:
    scene = maintenance(THREE.format(counted))
    in_time = scene.ruled(record("maintenance", announced=latest))
    late = scene.ruled(record("maintenance", announced=too_late))
    assert (in_time.taken_out.total, late.taken_out.total) == (7200, 0)
    assert (in_time.ruled[0].holds, late.ruled[0].holds) == (True, False)
    assert "too late" in late.ruled[0].reasons[0]


@pytest.mark.parametrize(
    ("window", "latest", "too_late"),
    [
        # A Sunday is no business day: Friday 16, Thursday 15, Wednesday 14 October lie before Sunday 18.
        (("2026-10-18T02:00+02:00", "2026-10-18T04:00+02:00"), "2026-10-14T02:00+02:00", "2026-10-14T02:01+02:00"),
        # Clocks go back on Sunday 25 October: Monday 26, 02:30 is UTC+1, Wednesday 21, 02:30 is UTC+2.
        (("2026-10-26T02:30+01:00", "2026-10-26T04:00+01:00"), "2026-10-21T02:30+02:00", "2026-10-21T02:31+02:00"),
        # Saturday 3 October is a holiday in any case; Tuesday 6 goes back over Monday 5 to Friday 2, Thursday 1.
        (("2026-10-06T09:00+02:00", "2026-10-06T10:00+02:00"), "2026-10-01T09:00+02:00", "2026-10-01T09:01+02:00"),
    ],
)
def test_business_days_skip_weekends_holidays_and_clock_changes(
    window: tuple[str, str], latest: str, too_late: str
) -> None:
    scene = maintenance(THREE.format("to the same time"))
    assert scene.only(record("maintenance", span(*window), announced=latest)).holds
    assert not scene.only(record("maintenance", span(*window), announced=too_late)).holds


@pytest.mark.parametrize(
    ("condition", "latest", "too_late"),
    [
        ("at_least: 24 hours", "2026-10-21T10:00+02:00", "2026-10-21T10:01+02:00"),
        ("at_least: 7 days, counted: to the same time", "2026-10-15T10:00+02:00", "2026-10-15T10:01+02:00"),
        ("at_least: 1 month, counted: by date", "2026-09-22T23:59+02:00", "2026-09-23T00:00+02:00"),
    ],
)
def test_hours_run_on_the_clock_and_days_on_the_calendar(condition: str, latest: str, too_late: str) -> None:
    assert maintenance(condition).only(record("maintenance", announced=latest)).holds
    assert not maintenance(condition).only(record("maintenance", announced=too_late)).holds


def test_hours_pass_over_a_clock_change_as_they_are() -> None:
    # Monday 26 October 00:30 in Berlin is UTC+1; 24 hours before, its clock shows Sunday 01:30, still UTC+2.
    window = Span(span("2026-10-26T00:30+01:00", "2026-10-26T01:00+01:00").start, WINDOW.end + 7 * 86400)
    scene = maintenance("at_least: 24 hours")
    assert scene.only(record("maintenance", window, announced="2026-10-25T01:30+02:00")).holds
    assert not scene.only(record("maintenance", window, announced="2026-10-25T01:31+02:00")).holds


def test_the_reason_names_both_instants() -> None:
    one = maintenance(THREE.format("full days")).only(record("maintenance", announced="2026-10-19T00:01+02:00"))
    (reason,) = one.reasons
    assert reason == (
        "announced 2026-10-19 00:01 Europe/Berlin, too late: it was needed at least 3 business days before it began, "
        "by 2026-10-19 00:00 Europe/Berlin"
    )
    unannounced = maintenance(THREE.format("full days")).only(record("maintenance"))
    assert not unannounced.holds
    assert unannounced.reasons[0].startswith("no announcement is on record")


def test_how_days_are_counted_is_a_question_until_someone_decides() -> None:
    with pytest.raises(Refused) as refused:
        maintenance("at_least: 3 business days, calendar: office").ruled(record("maintenance"))
    (problem,) = refused.value.problems
    assert problem.field == "exclusions.maintenance.conditions.announced.counted"
    assert "full days" in problem.what
    decided = maintenance("at_least: 3 business days, calendar: office").exclusions + (
        """
decisions:
  - term: exclusions.maintenance.conditions.announced.counted
    question: How are the days counted?
    chosen: full days
"""
    )
    assert not Scene(decided).only(record("maintenance", announced="2026-10-19T00:01+02:00")).holds


@pytest.mark.parametrize(
    ("condition", "what"),
    [
        ("at_least: 3 business days", "`calendar` is required"),
        ("at_least: 3 business days, calendar: ofice, counted: by date", "no calendar is named `ofice`"),
        ("at_least: 24 hours, counted: full days", "`counted` is for days"),
        ("at_least: 1.5 days, counted: by date", "not whole days"),
        ("at_least: soon", "not a length of time"),
    ],
)
def test_conditions_that_cannot_be_counted_are_faults(condition: str, what: str) -> None:
    assert any(what in problem for problem in problems_of(maintenance(condition).exclusions))
