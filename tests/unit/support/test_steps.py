"""Steps owed as time passes: warnings in the clock's own time, the breach after it, levels once each."""

from __future__ import annotations

import pytest

from tests.desk import at, clocks, events, founding, office, plan_of, ticket_of, wall
from upheld.agreements.agreement import Agreement
from upheld.support.events import Event, as_of
from upheld.support.opening import refused_escalation
from upheld.support.steps import Step, escalation_questions, steps_ahead, steps_owed

PLAN = """
pauses: [waiting]
warn_at: [50%, 80%]
never_escalated: ["3"]
targets:
  "1": {resolution: {within: 5 hours, counted: working time}}
  "2": {resolution: {within: 10 hours, counted: working time}}
  "3": {resolution: {within: 5 hours, counted: working time}}
escalation:
  - {to: list}
  - {to: lead, at: 1 hour, counted: working time}
  - {to: director, at: 1 hour, unless: none}
"""


def steps(
    facts: tuple[Event, ...], now: str, done: tuple[str, ...] = (), agreement: Agreement | None = None
) -> tuple[Step, ...]:
    """What is owed at `now`, as a worker would ask that starts afresh with the keys it has written down."""
    held = agreement or office(PLAN)
    ticket = ticket_of(held, as_of(facts, at(now)))
    plan = plan_of(held, "gold")
    return steps_owed(ticket, clocks(held, facts, at(now)), plan, at(now), done)


def told(found: tuple[Step, ...]) -> list[tuple[str, str, str]]:
    return [(wall(step.at)[4:20], step.kind, step.level or step.to) for step in found]


OPENED = "2026-01-13 10:00 opened priority=1"


def test_nothing_is_owed_at_the_opening() -> None:
    assert steps(events(OPENED), "2026-01-13 10:00") == ()


def test_each_in_its_time_and_order() -> None:
    # Half of five hours at 12:30, 80% at 14:00; due at 15:00, kept until then, broken a second later; the second level
    # an hour of work after it, the third an hour by the clock.
    assert told(steps(events(OPENED), "2026-01-13 15:00")) == [
        ("2026-01-13 12:30", "warning", "50%"),
        ("2026-01-13 14:00", "warning", "80%"),
    ]
    late = steps(events(OPENED), "2026-01-14 09:00")
    assert [(step.kind, step.to) for step in late[2:]] == [
        ("breach", ""), ("escalation", "list"), ("escalation", "lead"), ("escalation", "director"),
    ]  # fmt: skip
    assert [wall(step.at)[4:] for step in late[2:]] == [
        "2026-01-13 15:00:01 +01:00", "2026-01-13 15:00:01 +01:00",
        "2026-01-13 16:00 +01:00", "2026-01-13 16:00 +01:00",
    ]  # fmt: skip


def test_working_and_wall_minutes_part_at_closing() -> None:
    # Opened at 13:00, due at 18:00 sharp: an hour of work later is Wednesday 09:00, an hour by the clock 19:00.
    ahead = steps(events("2026-01-13 13:00 opened priority=1"), "2026-01-14 12:00")
    assert {step.to: wall(step.at)[4:20] for step in ahead if step.to} == {
        "list": "2026-01-13 18:00", "director": "2026-01-13 19:00", "lead": "2026-01-14 09:00",
    }  # fmt: skip


def test_what_was_done_is_not_owed_again_whatever_becomes_of_the_deadline() -> None:
    first = steps(events(OPENED), "2026-01-13 12:30")
    assert [step.key for step in first] == ["T1/resolution/1/warning/50%"]
    done = tuple(step.key for step in first)
    assert steps(events(OPENED), "2026-01-13 12:31", done) == ()
    # Lowered to ten hours: half of them end at 15:00, but that warning has gone out.
    lowered = events(OPENED, "2026-01-13 13:00 priority_changed priority=2")
    assert steps(lowered, "2026-01-13 15:30", done) == ()
    # The 80% of ten hours: 18:00.
    assert [step.level for step in steps(lowered, "2026-01-13 18:00", done)] == ["80%"]


def test_warnings_move_with_pauses() -> None:
    paused = events(OPENED, "2026-01-13 12:00 paused state=waiting", "2026-01-13 13:00 resumed")
    assert told(steps(paused, "2026-01-13 13:30")) == [("2026-01-13 13:30", "warning", "50%")]
    still = events(OPENED, "2026-01-13 12:00 paused state=waiting")
    assert steps(still, "2026-01-20 12:00") == ()


def test_a_deadline_that_moves_earlier_than_now_warns_or_breaks_at_once() -> None:
    # Ten hours from 10:00; at 14:30 raised to five: 90% are gone, and both warnings are owed at the change.
    raised = events("2026-01-13 10:00 opened priority=2", "2026-01-13 14:30 priority_changed priority=1")
    assert told(steps(raised, "2026-01-13 14:30")) == [
        ("2026-01-13 14:30", "warning", "50%"),
        ("2026-01-13 14:30", "warning", "80%"),
    ]
    # Raised at 17:00, two hours after the new deadline: no warning helps any more; breach and levels are owed at once.
    late = events("2026-01-13 10:00 opened priority=2", "2026-01-13 17:00 priority_changed priority=1")
    owed = steps(late, "2026-01-13 17:00", ("T1/resolution/1/warning/50%",))
    assert [(step.kind, wall(step.at)[15:20]) for step in owed] == [
        ("breach", "17:00"), ("escalation", "17:00"), ("escalation", "17:00"), ("escalation", "17:00"),
    ]  # fmt: skip


def test_who_takes_it_calls_off_the_levels_after_that() -> None:
    taken = events(OPENED, "2026-01-13 15:30 taken by=Ann")
    assert [step.to for step in steps(taken, "2026-01-14 12:00") if step.to] == ["list", "director"]
    # Taken before the breach, nobody has taken the escalation.
    early = events(OPENED, "2026-01-13 11:00 taken by=Ann")
    assert [step.to for step in steps(early, "2026-01-14 12:00") if step.to] == ["list", "lead", "director"]


def test_solved_late_it_was_broken_but_goes_no_further() -> None:
    solved = events(OPENED, "2026-01-13 15:20 resolved")
    assert [step.kind for step in steps(solved, "2026-01-14 12:00")] == ["warning", "warning", "breach", "escalation"]
    by_a_second = events(OPENED, "2026-01-13 15:00:01 resolved")
    assert [step.kind for step in steps(by_a_second, "2026-01-14 12:00")][2:] == ["breach", "escalation"]


def test_solved_in_time_nothing_more_is_owed() -> None:
    solved = events(OPENED, "2026-01-13 12:00 resolved")
    assert steps(solved, "2026-01-14 12:00") == ()
    at_the_instant = events(OPENED, "2026-01-13 15:00 resolved")
    assert [step.kind for step in steps(at_the_instant, "2026-01-14 12:00")] == ["warning", "warning"]


@pytest.mark.parametrize("end", ["excluded cause=carriers", "merged into=T2"])
def test_excluded_and_merged_tickets_owe_nothing(end: str) -> None:
    assert steps(events(OPENED, f"2026-01-13 10:30 {end}"), "2026-01-14 12:00") == ()


def test_some_priorities_are_never_escalated_and_asking_is_refused_with_the_clause() -> None:
    facts = events("2026-01-13 10:00 opened priority=3")
    assert [step.kind for step in steps(facts, "2026-01-14 12:00")] == ["warning", "warning", "breach"]
    connex = founding("ignite-connex")
    for severity in ("4", "5"):
        refused = refused_escalation(connex, "premium", severity)
        assert refused is not None
        assert refused.clause == "Premium Support, Premium Hours of Operation"
    assert refused_escalation(connex, "premium", "3") is None


def test_the_founding_escalation_list_then_account_executive() -> None:
    connex = founding("ignite-connex")
    facts = events("2026-11-06 15:00 opened priority=1, plan=premium", zone_name="America/Chicago")
    ticket = ticket_of(connex, facts)
    now = at("2026-11-06 20:00", "America/Chicago")
    plan = plan_of(connex, "premium")
    ahead = steps_ahead(ticket, clocks(connex, facts, now), plan)
    # Due at 17:00; the list a second later, the executive an hour after (the reading chosen in the file).
    assert [(step.to, wall(step.at, "America/Chicago")[15:23]) for step in ahead if step.to] == [
        ("escalation list", "17:00:01"),
        ("account executive", "18:00 -0"),
    ]


def test_a_level_whose_time_is_left_open_is_a_question() -> None:
    agreement = office(PLAN + "  - {to: board, at: unstated}\n")
    (question,) = escalation_questions(agreement, "gold")
    assert question.field == "support.plans.gold.escalation.3.at"
    assert [step.to for step in steps(events(OPENED), "2026-01-20 12:00", (), agreement) if step.to] == [
        "list",
        "lead",
        "director",
    ]
