"""Reopening: one clock with the closed time cut out, a new clock, or the first close stands; and updates in between."""

from __future__ import annotations

import pytest

from tests.desk import at, clock, clocks, events, office, wall

PLAN = """
reopening: {reading}
targets:
  "1":
    response: {{within: 1 hour, counted: working time}}
    resolution: {{within: 5 hours, counted: working time}}
"""
# Tuesday: two hours until 12:00; closed until Wednesday 10:00; solved again at 16:00, six hours later.
STORY = (
    "2026-01-13 10:00 opened priority=1",
    "2026-01-13 10:30 acknowledged how=portal",
    "2026-01-13 12:00 resolved",
    "2026-01-14 10:00 reopened",
    "2026-01-14 16:00 resolved",
)


def judged(reading: str, now: str) -> list[tuple[int, str, str, int]]:
    told = clocks(office(PLAN.format(reading=reading)), events(*STORY), at(now))
    return [(each.number, each.verdict, wall(each.due), each.spent) for each in told if each.kind == "resolution"]


def test_the_same_clock_goes_on_without_the_closed_time() -> None:
    # Three hours are left on Wednesday from 10:00: 13:00. In all 2 + 6 hours were spent.
    assert judged("same clock", "2026-02-01 12:00") == [(1, "missed", "Wed 2026-01-14 13:00 +01:00", 8 * 3600)]
    assert judged("same clock", "2026-01-13 13:00") == [(1, "kept", "Tue 2026-01-13 15:00 +01:00", 2 * 3600)]


def test_a_new_clock_starts_with_the_reopening() -> None:
    assert judged("new clock", "2026-02-01 12:00") == [
        (1, "kept", "Tue 2026-01-13 15:00 +01:00", 2 * 3600),
        (2, "missed", "Wed 2026-01-14 15:00 +01:00", 6 * 3600),
    ]


def test_the_first_close_stands() -> None:
    assert judged("first close stands", "2026-02-01 12:00") == [(1, "kept", "Tue 2026-01-13 15:00 +01:00", 2 * 3600)]


@pytest.mark.parametrize("reading", ["same clock", "new clock", "first close stands"])
def test_a_response_once_given_is_never_owed_again(reading: str) -> None:
    told = clocks(office(PLAN.format(reading=reading)), events(*STORY), at("2026-02-01 12:00"))
    response = clock(told, "response")
    assert (response.verdict, response.number, response.spent) == ("kept", 1, 1800)


def test_what_the_agreement_does_not_take_for_a_solution_does_not_stop_the_clock() -> None:
    facts = events("2026-01-13 10:00 opened priority=1", "2026-01-13 12:00 worked_around", "2026-01-13 14:00 fixed")
    found = clock(clocks(office(PLAN.format(reading="same clock")), facts, at("2026-01-13 13:00")), "resolution")
    assert found.verdict == "running"
    done = clock(clocks(office(PLAN.format(reading="same clock")), facts, at("2026-01-13 15:00")), "resolution")
    assert (done.verdict, done.how, done.spent) == ("kept", "fixed", 4 * 3600)


UPDATES = """
pauses: [waiting]
targets:
  "1":
    response: {within: 4 hours, counted: working time}
    update: {within: 2 hours, counted: working time}
    workaround: {within: 6 hours, counted: working time, starts: response}
"""


def test_an_update_is_owed_between_public_messages() -> None:
    facts = events(
        "2026-01-13 10:00 opened priority=1",
        "2026-01-13 11:00 acknowledged how=portal",
        "2026-01-13 12:00 update how=internal",
        "2026-01-13 14:00 update how=e-mail accepted",
        "2026-01-13 15:00 resolved",
        "2026-01-13 16:30 update how=portal",
    )
    found = [each for each in clocks(office(UPDATES), facts, at("2026-01-20 12:00")) if each.kind == "update"]
    # 10:00 to 11:00; 11:00 to 14:00, an hour late, since the internal note told nobody anything; 14:00 to the end.
    # What is told after that was not owed.
    assert [(each.number, each.verdict, wall(each.due)) for each in found] == [
        (1, "kept", "Tue 2026-01-13 12:00 +01:00"),
        (2, "missed", "Tue 2026-01-13 13:00 +01:00"),
        (3, "kept", "Tue 2026-01-13 16:00 +01:00"),
    ]


def test_a_shorter_update_target_does_not_hide_the_response() -> None:
    told = clocks(office(UPDATES), events("2026-01-13 10:00 opened priority=1"), at("2026-01-13 10:00"))
    assert wall(clock(told, "response").due) == "Tue 2026-01-13 14:00 +01:00"
    assert wall(clock(told, "update").due) == "Tue 2026-01-13 12:00 +01:00"


def test_a_clock_that_starts_with_the_response() -> None:
    opened, answered = "2026-01-13 10:00 opened priority=1", "2026-01-13 13:00 acknowledged how=call logged"
    before = clock(clocks(office(UPDATES), events(opened), at("2026-01-13 10:00")), "workaround")
    assert (before.verdict, before.due, before.left) == ("not started", None, 6 * 3600)
    after = clock(clocks(office(UPDATES), events(opened, answered), at("2026-01-13 13:00")), "workaround")
    # Five hours on Tuesday, one on Wednesday.
    assert wall(after.due) == "Wed 2026-01-14 09:00 +01:00"


@pytest.mark.parametrize("event", ["worked_around", "fixed", "resolved", "closed"])
def test_a_way_around_is_owed_until_there_is_one_or_it_is_no_longer_needed(event: str) -> None:
    facts = events(
        "2026-01-13 10:00 opened priority=1", "2026-01-13 11:00 acknowledged how=portal", f"2026-01-13 12:00 {event}"
    )
    found = clock(clocks(office(UPDATES), facts, at("2026-01-20 12:00")), "workaround")
    assert (found.verdict, found.how, found.spent) == ("kept", event, 3600)


def test_a_merged_ticket_owes_nothing_more() -> None:
    facts = events("2026-01-13 10:00 opened priority=1", "2026-01-13 11:00 merged into=T2")
    told = clocks(office(UPDATES), facts, at("2026-01-20 12:00"))
    assert {each.verdict for each in told if each.kind != "workaround"} == {"merged"}
