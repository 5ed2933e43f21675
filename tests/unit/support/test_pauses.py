"""A clock stands still only in the states that the plan names, and only for the targets it names."""

from __future__ import annotations

import pytest

from tests.desk import at, clock, clocks, events, office, wall

# Office hours 08:00 to 18:00 in Berlin; 5 hours of working time; Tuesday, 13 January 2026.
PLAN = """
pauses: [waiting_on_customer]
targets:
  "1":
    response: {within: 2 hours, counted: working time}
    resolution: {within: 5 hours, counted: working time}
"""
OPENED = "2026-01-13 10:00 opened priority=1"
WAIT = "paused state=waiting_on_customer"


def due(*lines: str, now: str = "2026-02-01 12:00", kind: str = "resolution") -> str:
    return wall(clock(clocks(office(PLAN), events(OPENED, *lines), at(now)), kind).due)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        # Two hours run until 12:00; an hour of waiting; three more from 13:00.
        (("2026-01-13 12:00 " + WAIT, "2026-01-13 13:00 resumed"), "Tue 2026-01-13 16:00 +01:00"),
        # Waiting from 12:00 to 20:00: the three hours left run on Wednesday from 08:00.
        (("2026-01-13 12:00 " + WAIT, "2026-01-13 20:00 resumed"), "Wed 2026-01-14 11:00 +01:00"),
        # Waiting only at night takes nothing: due at 15:00 as without it.
        (("2026-01-13 19:00 " + WAIT, "2026-01-14 07:00 resumed"), "Tue 2026-01-13 15:00 +01:00"),
        # From Friday's last hour over the weekend to Monday's first: opened Tuesday, so the deadline came long before.
        (("2026-01-16 17:00 " + WAIT, "2026-01-19 09:00 resumed"), "Tue 2026-01-13 15:00 +01:00"),
        # A pause of no length changes nothing.
        (("2026-01-13 12:00 " + WAIT, "2026-01-13 12:00 resumed"), "Tue 2026-01-13 15:00 +01:00"),
        # Created paused: the five hours run from 14:00; four of them today.
        (("2026-01-13 10:00 " + WAIT, "2026-01-13 14:00 resumed"), "Wed 2026-01-14 09:00 +01:00"),
        # Begun before the ticket (a clock that ran ahead): counts from its opening.
        (("2026-01-13 09:00 " + WAIT, "2026-01-13 11:00 resumed"), "Tue 2026-01-13 16:00 +01:00"),
        # A second pause event of the same state in between begins nothing new.
        (
            ("2026-01-13 11:00 " + WAIT, "2026-01-13 11:30 " + WAIT, "2026-01-13 12:00 resumed"),
            "Tue 2026-01-13 16:00 +01:00",
        ),
        # A state that the plan does not name stops nothing, even around one that it names.
        (
            ("2026-01-13 11:00 paused state=waiting_on_vendor", "2026-01-13 12:00 resumed"),
            "Tue 2026-01-13 15:00 +01:00",
        ),
        # Twice half an hour.
        (
            (
                "2026-01-13 12:00 " + WAIT,
                "2026-01-13 12:30 resumed",
                "2026-01-13 14:00 " + WAIT,
                "2026-01-13 14:30 resumed",
            ),
            "Tue 2026-01-13 16:00 +01:00",
        ),
    ],
)  # fmt: skip
def test_waiting_moves_the_deadline_by_working_time(lines: tuple[str, ...], expected: str) -> None:
    assert due(*lines) == expected


def test_a_pause_over_a_change_of_clocks_and_a_weekend() -> None:
    # Friday, 27 March, 16:00: one hour runs until 17:00; waiting until Monday 10:00; clocks go forward on Sunday.
    facts = events("2026-03-27 16:00 opened priority=1", "2026-03-27 17:00 " + WAIT, "2026-03-30 10:00 resumed")
    found = clock(clocks(office(PLAN), facts, at("2026-03-30 10:00")), "resolution")
    assert (wall(found.due), found.spent) == ("Mon 2026-03-30 14:00 +02:00", 3600)
    # Friday 17:00 to Monday 10:00 by the clock on the wall is 65 hours; 64 of them passed.
    assert found.paused == 64 * 3600


def test_holidays_and_pauses_that_overlap() -> None:
    # Monday, 5 January, 16:00; 6 January is a holiday. Waiting from the holiday's noon to Wednesday 09:00 takes the
    # hour from 08:00. Monday 2 h, then three from 09:00.
    facts = events("2026-01-05 16:00 opened priority=1", "2026-01-06 12:00 " + WAIT, "2026-01-07 09:00 resumed")
    found = clock(clocks(office(PLAN), facts, at("2026-01-07 09:00")), "resolution")
    assert wall(found.due) == "Wed 2026-01-07 12:00 +01:00"


def test_nested_states_each_pause_until_the_last_ends() -> None:
    plan = PLAN.replace("[waiting_on_customer]", "[waiting_on_customer, waiting_on_carrier]")
    facts = events(
        OPENED,
        "2026-01-13 11:00 " + WAIT,
        "2026-01-13 11:30 paused state=waiting_on_carrier",
        "2026-01-13 12:00 resumed state=waiting_on_customer",
        "2026-01-13 13:00 resumed state=waiting_on_carrier",
    )
    # Still from 11:00 to 13:00: two hours later than 15:00.
    assert (
        wall(clock(clocks(office(plan), facts, at("2026-01-13 14:00")), "resolution").due)
        == "Tue 2026-01-13 17:00 +01:00"
    )


def test_a_pause_still_open_has_time_left_and_no_deadline() -> None:
    facts = events(OPENED, "2026-01-13 12:00 " + WAIT)
    found = clock(clocks(office(PLAN), facts, at("2026-01-15 12:00")), "resolution")
    assert (found.verdict, found.due, found.spent, found.left) == ("paused", None, 2 * 3600, 3 * 3600)


@pytest.mark.parametrize("event", ["resolved", "closed", "fixed"])
def test_from_waiting_straight_to_the_end_honours_the_pause(event: str) -> None:
    facts = events(OPENED, "2026-01-13 12:00 " + WAIT, f"2026-01-20 12:00 {event}")
    found = clock(clocks(office(PLAN), facts, at("2026-02-01 12:00")), "resolution")
    assert (found.verdict, found.how, found.spent, found.left) == ("kept", event, 2 * 3600, 3 * 3600)


def test_a_pause_after_the_breach_mends_nothing() -> None:
    facts = events(OPENED, "2026-01-13 16:00 " + WAIT, "2026-01-14 16:00 resumed", "2026-01-14 17:00 resolved")
    found = clock(clocks(office(PLAN), facts, at("2026-02-01 12:00")), "resolution")
    # Due on Tuesday 15:00; solved on Wednesday 17:00, 26 hours later.
    assert (found.verdict, wall(found.due), found.late) == ("missed", "Tue 2026-01-13 15:00 +01:00", 26 * 3600)


def test_a_pause_that_begins_at_the_deadline_comes_too_late() -> None:
    facts = events(OPENED, "2026-01-13 15:00 " + WAIT, "2026-01-14 09:00 resolved")
    assert clock(clocks(office(PLAN), facts, at("2026-02-01 12:00")), "resolution").verdict == "missed"


def test_the_response_goes_on_while_the_ticket_waits() -> None:
    facts = events(OPENED, "2026-01-13 10:30 " + WAIT, "2026-01-13 17:00 resumed")
    assert (
        wall(clock(clocks(office(PLAN), facts, at("2026-01-13 10:30")), "response").due)
        == "Tue 2026-01-13 12:00 +01:00"
    )


def test_it_pauses_too_where_the_plan_says_so() -> None:
    plan = PLAN + "paused_targets: [response]\n"
    facts = events(OPENED, "2026-01-13 10:30 " + WAIT, "2026-01-13 11:00 resumed")
    found = clocks(office(plan), facts, at("2026-01-13 11:00"))
    assert wall(clock(found, "response").due) == "Tue 2026-01-13 12:30 +01:00"
    assert wall(clock(found, "resolution").due) == "Tue 2026-01-13 15:00 +01:00"


def test_no_state_pauses_unless_named() -> None:
    plan = PLAN.replace("pauses: [waiting_on_customer]\n", "")
    facts = events(OPENED, "2026-01-13 11:00 " + WAIT, "2026-01-13 14:00 resumed")
    assert (
        wall(clock(clocks(office(plan), facts, at("2026-01-13 14:00")), "resolution").due)
        == "Tue 2026-01-13 15:00 +01:00"
    )


def test_a_way_around_leaves_the_ticket_waiting() -> None:
    facts = events(OPENED, "2026-01-13 11:00 " + WAIT, "2026-01-13 12:00 worked_around")
    found = clock(clocks(office(PLAN), facts, at("2026-01-15 12:00")), "resolution")
    assert (found.verdict, found.spent) == ("paused", 3600)
