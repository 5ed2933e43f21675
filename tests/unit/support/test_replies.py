"""What a customer's reply does to a ticket, by its state, its plan and the time."""

from __future__ import annotations

import pytest

from tests.desk import at, events, office, plan_of, ticket_of
from upheld.support.replies import effect_of_reply, waits_on_customer

PLAN = 'reopen_within: 2 days\npauses: [waiting_on_customer]\ntargets: {"1": {}}'
OPENED = "2026-01-13 10:00 opened priority=1"
SOLVED = "2026-01-13 12:00 resolved"


def effect(*lines: str, when: str, plan: str = PLAN) -> tuple[str, tuple[str, ...]]:
    agreement = office(plan)
    found = effect_of_reply(ticket_of(agreement, events(OPENED, *lines)), plan_of(agreement, "gold").terms, at(when))
    return found.does, found.states


@pytest.mark.parametrize(
    ("lines", "when", "does", "states"),
    [
        ((), "2026-01-13 11:00", "adds", ()),
        (
            ("2026-01-13 10:30 paused state=waiting_on_customer",),
            "2026-01-13 11:00", "resumes", ("waiting_on_customer",),
        ),
        (("2026-01-13 10:30 paused state=waiting_on_vendor",), "2026-01-13 11:00", "adds", ()),
        (
            ("2026-01-13 10:30 paused state=waiting_on_customer", "2026-01-13 10:45 resumed"),
            "2026-01-13 11:00", "adds", (),
        ),
        # A way around is no solution.
        (("2026-01-13 11:00 worked_around",), "2026-01-13 12:00", "adds", ()),
        # Two days of the clock, to the second.
        ((SOLVED,), "2026-01-15 12:00:00", "reopens", ()),
        ((SOLVED,), "2026-01-15 12:00:01", "follows up", ()),
        ((SOLVED, "2026-01-13 13:00 reopened"), "2026-01-20 12:00", "adds", ()),
        ((SOLVED, "2026-01-13 13:00 reopened", "2026-01-19 12:00 fixed"), "2026-01-20 12:00", "reopens", ()),
        ((SOLVED, "2026-01-13 13:00 closed"), "2026-01-13 14:00", "follows up", ()),
    ],
)  # fmt: skip
def test_what_a_reply_does(lines: tuple[str, ...], when: str, does: str, states: tuple[str, ...]) -> None:
    assert effect(*lines, when=when) == (does, states)


def test_where_the_plan_names_no_time_a_solved_ticket_is_reopened_until_it_is_closed() -> None:
    plan = PLAN.replace("reopen_within: 2 days\n", "")
    assert effect(SOLVED, when="2026-03-13 12:00:01", plan=plan) == ("reopens", ())
    assert effect(SOLVED, "2026-01-14 12:00 closed", when="2026-03-13 12:00:01", plan=plan) == ("follows up", ())


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        ("waiting_on_customer", True), ("Waiting on User", True), ("customer", True), ("waiting_on_vendor", False),
        ("customers_vendor", False), ("", False),
    ],
)  # fmt: skip
def test_the_name_of_a_state_tells_for_whom_it_waits(state: str, waits: bool) -> None:  # noqa: FBT001 - a case
    assert waits_on_customer(state) is waits
