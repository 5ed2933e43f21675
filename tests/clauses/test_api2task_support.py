"""API2Task answers requests within 24 hours, on business days only."""

from __future__ import annotations

import pytest

from tests.desk import at, clock, clocks, events, founding, office, wall
from upheld.support.promises import plan_ready

ANSWERS = {
    # The file's reading: hours of the clock, with weekends and national holidays left out whole (UTC, United States).
    "2026-11-17 15:00": "Wed 2026-11-18 15:00 +00:00",
    # Friday 15:00 is answered by Monday 15:00; what is sent at a weekend waits for Monday 00:00.
    "2026-11-20 15:00": "Mon 2026-11-23 15:00 +00:00",
    "2026-11-21 03:00": "Tue 2026-11-24 00:00 +00:00",
    # Wednesday before Thanksgiving (26 November): nine hours on Wednesday, fifteen on Friday.
    "2026-11-25 15:00": "Fri 2026-11-27 15:00 +00:00",
    # Thursday, 24 December: nine hours; Christmas is a Friday; the other fifteen on Monday.
    "2026-12-24 15:00": "Mon 2026-12-28 15:00 +00:00",
}


@pytest.mark.clause("AT-10")
@pytest.mark.parametrize("sent", ANSWERS)
def test_weekends_and_national_holidays_are_left_out(sent: str) -> None:
    facts = events(f"{sent} opened priority=general", zone_name="UTC")
    found = clocks(founding("api2task"), facts, facts[0].at)
    assert wall(clock(found, "response").due, "UTC") == ANSWERS[sent]


@pytest.mark.clause("AT-10")
@pytest.mark.parametrize(
    ("counted", "due"),
    [
        # Friday 15:00, hours 08:00 to 18:00. Only weekend dates left out: Monday 15:00.
        ("elapsed time on business days", "Mon 2026-01-12 15:00 +01:00"),
        # Hours of work: Friday 3, Monday 10 (13), Tuesday 10 (23), Wednesday 1: 09:00.
        ("working time", "Wed 2026-01-14 09:00 +01:00"),
        # Every hour of the clock.
        ("elapsed time", "Sat 2026-01-10 15:00 +01:00"),
    ],
)
def test_every_reading_of_24_hours_can_be_said(counted: str, due: str) -> None:
    agreement = office(f'targets: {{"1": {{response: {{within: 24 hours, counted: {counted}}}}}}}')
    facts = events("2026-01-09 15:00 opened priority=1")
    assert wall(clock(clocks(agreement, facts, facts[0].at), "response").due) == due


@pytest.mark.clause("AT-10")
def test_without_a_choice_there_is_no_deadline_but_a_question() -> None:
    agreement = office('targets: {"1": {response: {within: 24 hours}}}')
    plan, (question,) = plan_ready(agreement, "gold")
    assert plan is None
    assert question.field == "support.plans.gold.targets.1.response.counted"
    assert "working time, elapsed time, or elapsed time on business days?" in question.what
    assert question.clause == "7"


@pytest.mark.clause("AT-10")
def test_the_answer_is_in_time_at_the_instant_and_late_a_second_after() -> None:
    opened = "2026-11-20 15:00 opened priority=general"
    for moment, verdict in (("15:00:00", "kept"), ("15:00:01", "missed")):
        facts = events(opened, f"2026-11-23 {moment} acknowledged how=e-mail accepted", zone_name="UTC")
        found = clock(clocks(founding("api2task"), facts, at("2026-12-01 00:00", "UTC")), "response")
        assert found.verdict == verdict
