"""A change of priority: three readings, and verdicts that stay on record."""

from __future__ import annotations

import pytest

from tests.desk import at, clock, clocks, events, office, wall

# 1: 2 h around the clock; 2: 8 h of office hours; 3 has no target. Office hours 08:00 to 18:00.
PLAN = """
pauses: [waiting]
priority_change: {reading}
targets:
  "1": {{resolution: {{within: 4 hours, counted: working time, calendar: always}}}}
  "2": {{resolution: {{within: 8 hours, counted: working time}}}}
"""


def found(reading: str, *lines: str, now: str = "2026-02-01 12:00") -> list[tuple[str, str, str | None]]:
    facts = events(*lines)
    told = clocks(office(PLAN.format(reading=reading)), facts, at(now))
    return [(each.priority, each.verdict, wall(each.due) if each.due is not None else None) for each in told]


UP = ("2026-01-13 16:00 opened priority=2", "2026-01-13 17:00 priority_changed priority=1")


@pytest.mark.parametrize(
    ("reading", "due"),
    [
        # Four hours from the opening, around the clock.
        ("from opening", "Tue 2026-01-13 20:00 +01:00"),
        # Four hours from the change.
        ("from the change", "Tue 2026-01-13 21:00 +01:00"),
        # One hour of the office has run: three are left, from the change on, around the clock.
        ("less time spent", "Tue 2026-01-13 20:00 +01:00"),
    ],
)
def test_raised_from_the_office_to_the_clock(reading: str, due: str) -> None:
    assert found(reading, *UP, now="2026-01-13 17:30") == [
        ("2", "replaced", "Wed 2026-01-14 14:00 +01:00"),
        ("1", "running", due),
    ]


DOWN = ("2026-01-13 16:00 opened priority=1", "2026-01-13 19:00 priority_changed priority=2")


@pytest.mark.parametrize(
    ("reading", "due"),
    [
        # Two hours of office time on Tuesday from 16:00, six on Wednesday.
        ("from opening", "Wed 2026-01-14 14:00 +01:00"),
        # Eight hours from Wednesday 08:00.
        ("from the change", "Wed 2026-01-14 16:00 +01:00"),
        # Three hours have run around the clock; five are left from Wednesday 08:00.
        ("less time spent", "Wed 2026-01-14 13:00 +01:00"),
    ],
)
def test_lowered_from_the_clock_to_the_office(reading: str, due: str) -> None:
    assert found(reading, *DOWN, now="2026-01-13 19:30")[1] == ("2", "running", due)


def test_what_was_missed_before_the_change_stays_on_record() -> None:
    late = (
        "2026-01-13 16:00 opened priority=1",
        "2026-01-13 21:00 priority_changed priority=2",
        "2026-01-14 10:00 resolved",
    )
    # Priority 1 was due at 20:00; the change at 21:00 does not mend that. Priority 2 was kept on Wednesday.
    assert found("from opening", *late) == [
        ("1", "missed", "Tue 2026-01-13 20:00 +01:00"),
        ("2", "kept", "Wed 2026-01-14 14:00 +01:00"),
    ]


def test_raised_when_the_new_time_is_already_over() -> None:
    lines = ("2026-01-13 10:00 opened priority=2", "2026-01-13 16:00 priority_changed priority=1")
    assert found("from opening", *lines, now="2026-01-13 16:00")[1] == ("1", "missed", "Tue 2026-01-13 14:00 +01:00")
    # Six hours were spent, more than the four: nothing is left, and it is due at the change.
    assert found("less time spent", *lines, now="2026-01-13 16:00")[1] == (
        "1",
        "running",
        "Tue 2026-01-13 16:00 +01:00",
    )


def test_up_and_back_again() -> None:
    lines = (*UP, "2026-01-13 17:30 priority_changed priority=2")
    assert found("from opening", *lines, now="2026-01-13 17:45") == [
        ("2", "replaced", "Wed 2026-01-14 14:00 +01:00"),
        ("1", "replaced", "Tue 2026-01-13 20:00 +01:00"),
        ("2", "running", "Wed 2026-01-14 14:00 +01:00"),
    ]
    # One hour of the office, half an hour around the clock: 6.5 h are left from 17:30, six of them on Wednesday.
    assert found("less time spent", *lines, now="2026-01-13 17:45")[2][2] == "Wed 2026-01-14 14:00 +01:00"


def test_while_paused() -> None:
    lines = (
        "2026-01-13 10:00 opened priority=2",
        "2026-01-13 11:00 paused state=waiting",
        "2026-01-13 12:00 priority_changed priority=1",
    )
    facts = events(*lines, "2026-01-13 13:00 resumed")
    told = clock(clocks(office(PLAN.format(reading="from opening")), facts, at("2026-01-13 13:00")), "resolution")
    # From 10:00 with the two hours of waiting left out.
    assert (wall(told.due), told.spent) == ("Tue 2026-01-13 16:00 +01:00", 3600)
    spent = clock(clocks(office(PLAN.format(reading="less time spent")), facts, at("2026-01-13 13:00")), "resolution")
    assert wall(spent.due) == "Tue 2026-01-13 16:00 +01:00"


def test_to_a_priority_without_a_target_and_back() -> None:
    lines = ("2026-01-13 10:00 opened priority=2", "2026-01-13 11:00 priority_changed priority=3")
    assert found("from opening", *lines, now="2026-01-13 12:00") == [
        ("2", "replaced", "Tue 2026-01-13 18:00 +01:00"),
        ("3", "no target", None),
    ]


def test_after_the_answer_nothing_changes_for_the_answer() -> None:
    plan = """
    targets:
      "1": {response: {within: 1 hour, counted: working time}}
      "2": {response: {within: 8 hours, counted: working time}}
    """
    facts = events(
        "2026-01-13 10:00 opened priority=2",
        "2026-01-13 12:00 acknowledged how=portal",
        "2026-01-13 13:00 priority_changed priority=1",
    )
    (response,) = clocks(office(plan), facts, at("2026-01-14 12:00"))
    assert (response.priority, response.verdict) == ("2", "kept")


def test_answered_and_changed_in_the_same_second() -> None:
    plan = """
    targets:
      "1": {response: {within: 1 hour, counted: working time}}
      "2": {response: {within: 8 hours, counted: working time}}
    """
    opened, answered, changed = (
        "2026-01-13 10:00 opened priority=2",
        "2026-01-13 12:00 acknowledged how=portal",
        "2026-01-13 12:00 priority_changed priority=1",
    )
    # The answer came first: it was owed under priority 2, eight hours, and was given after two.
    (response,) = clocks(office(plan), events(opened, answered, changed), at("2026-01-14 12:00"))
    assert (response.priority, response.verdict, response.replaced) == ("2", "kept", None)
    # The change came first: under priority 1 it had been due at 11:00.
    before, after = clocks(office(plan), events(opened, changed, answered), at("2026-01-14 12:00"))
    assert ((before.priority, before.verdict), (after.priority, after.verdict)) == (("2", "replaced"), ("1", "missed"))
