"""Landing, kept and missed at the instant, business days in every reading, and times that never were."""

from __future__ import annotations

import pytest

from tests.desk import at, clock, clocks, events, office, wall
from upheld.support.promises import plan_ready


def due(target: str, opened: str) -> str:
    agreement = office(f'targets: {{"1": {{resolution: {{{target}}}}}}}')
    facts = events(f"{opened} opened priority=1")
    return wall(clock(clocks(agreement, facts, facts[0].at), "resolution").due)


@pytest.mark.parametrize(
    ("target", "opened", "expected"),
    [
        # Exactly at closing: the closing, or Wednesday's opening.
        ("within: 2 hours, counted: working time", "2026-01-13 16:00", "Tue 2026-01-13 18:00 +01:00"),
        (
            "within: 2 hours, counted: working time, landing: next opening",
            "2026-01-13 16:00",
            "Wed 2026-01-14 08:00 +01:00",
        ),
        # Exactly at opening, and the whole day.
        ("within: 10 hours, counted: working time", "2026-01-13 08:00", "Tue 2026-01-13 18:00 +01:00"),
        # No time at all is due at once, in hours or not.
        ("within: 0 hours, counted: working time", "2026-01-13 10:00", "Tue 2026-01-13 10:00 +01:00"),
        # Two hours over a holiday: Monday 17:00, Tuesday, 6 January is closed, Wednesday 09:00.
        ("within: 2 hours, counted: working time", "2026-01-05 17:00", "Wed 2026-01-07 09:00 +01:00"),
        # By the clock over the same holiday.
        ("within: 24 hours, counted: elapsed time", "2026-01-05 17:00", "Tue 2026-01-06 17:00 +01:00"),
        # The holiday is left out whole, midnight to midnight.
        ("within: 24 hours, counted: elapsed time on business days", "2026-01-05 17:00", "Wed 2026-01-07 17:00 +01:00"),
        # 24 hours by the clock over the night in which clocks go back: 14:00 on a wall that is an hour behind.
        ("within: 24 hours, counted: elapsed time", "2026-10-24 15:00", "Sun 2026-10-25 14:00 +01:00"),
        # A target's own calendar goes before the plan's.
        ("within: 2 hours, counted: working time, calendar: always", "2026-01-10 23:00", "Sun 2026-01-11 01:00 +01:00"),
    ],
)  # fmt: skip
def test_where_a_deadline_lands(target: str, opened: str, expected: str) -> None:
    assert due(target, opened) == expected


NEXT = "within: 1 business day, counted: business days"


@pytest.mark.parametrize(
    ("target", "opened", "expected"),
    [
        (f"{NEXT}, by: close of business", "2026-01-09 10:00", "Mon 2026-01-12 18:00 +01:00"),
        (f"{NEXT}, by: opening", "2026-01-09 10:00", "Mon 2026-01-12 08:00 +01:00"),
        (f"{NEXT}, by: same time", "2026-01-09 10:00", "Mon 2026-01-12 10:00 +01:00"),
        (f"{NEXT}, by: '12:00'", "2026-01-09 10:00", "Mon 2026-01-12 12:00 +01:00"),
        # The business date after Monday, 5 January is Wednesday: Tuesday is a holiday.
        (f"{NEXT}, by: close of business", "2026-01-05 10:00", "Wed 2026-01-07 18:00 +01:00"),
        # A report of Saturday: the next business date is Monday; counted as received on Monday, it is Tuesday.
        (f"{NEXT}, by: opening", "2026-01-10 10:00", "Mon 2026-01-12 08:00 +01:00"),
        (f"{NEXT}, by: opening, received_by: '16:00'", "2026-01-10 10:00", "Tue 2026-01-13 08:00 +01:00"),
        # With a cut-off at 16:00: at 16:00 it is of that date, a minute later of the next.
        (f"{NEXT}, by: opening, received_by: '16:00'", "2026-01-12 16:00", "Tue 2026-01-13 08:00 +01:00"),
        (f"{NEXT}, by: opening, received_by: '16:00'", "2026-01-12 16:01", "Wed 2026-01-14 08:00 +01:00"),
        # After midnight in Berlin it is another date than in London.
        (f"{NEXT}, by: opening", "2026-01-13 00:30", "Wed 2026-01-14 08:00 +01:00"),
        # Three business days from Friday, 27 March: Monday, Tuesday, Wednesday, on the new offset.
        ("within: 3 business days, by: close of business", "2026-03-27 10:00", "Wed 2026-04-01 18:00 +02:00"),
    ],
)  # fmt: skip
def test_the_next_business_day_in_every_reading(target: str, opened: str, expected: str) -> None:
    assert due(target, opened) == expected


def test_the_next_business_day_without_a_reading_is_a_question() -> None:
    plan, (question,) = plan_ready(office('targets: {"1": {resolution: {within: 1 business day}}}'), "gold")
    assert plan is None
    assert question.field == "support.plans.gold.targets.1.resolution.by"
    assert "close of business, opening, same time, or an hour" in question.what


def test_a_question_on_another_priority_does_not_stand_in_the_way() -> None:
    targets = (
        'targets: {"1": {resolution: {within: 1 hour, counted: elapsed time}}, "2": {resolution: {within: 1 hour}}}'
    )
    assert plan_ready(office(targets), "gold", ["1"])[1] == ()
    assert [problem.code for problem in plan_ready(office(targets), "gold", ["2"])[1]] == ["unstated"]


@pytest.mark.parametrize(
    ("target", "opened", "expected"),
    [
        # Tuesday 10:00, due Wednesday 18:00. Waiting from Tuesday 12:00 to Wednesday 10:00 takes six hours of Tuesday
        # and two of Wednesday: eight hours later, Thursday 16:00.
        (f"{NEXT}, by: close of business", "2026-01-13 10:00", "Thu 2026-01-15 16:00 +01:00"),
    ],
)
def test_a_pause_moves_a_business_day_by_the_working_time_it_took(target: str, opened: str, expected: str) -> None:
    agreement = office(f'pauses: [waiting]\ntargets: {{"1": {{resolution: {{{target}}}}}}}')
    facts = events(f"{opened} opened priority=1", "2026-01-13 12:00 paused state=waiting", "2026-01-14 10:00 resumed")
    assert wall(clock(clocks(agreement, facts, facts[-1].at), "resolution").due) == expected


RESPONSE = 'targets: {"1": {response: {within: 2 hours, counted: working time}}}'


@pytest.mark.parametrize(
    ("answered", "verdict", "late"),
    [("12:00:00", "kept", None), ("12:00:01", "missed", 1), ("11:59:59", "kept", None), ("13:00:00", "missed", 3600)],
)
def test_kept_at_the_instant_itself_and_missed_a_second_later(answered: str, verdict: str, late: int | None) -> None:
    facts = events("2026-01-13 10:00 opened priority=1", f"2026-01-13 {answered} acknowledged how=portal")
    found = clock(clocks(office(RESPONSE), facts, at("2026-02-01 12:00")), "response")
    assert (found.verdict, found.late) == (verdict, late)


@pytest.mark.parametrize(("now", "verdict"), [("12:00:00", "running"), ("12:00:01", "missed")])
def test_still_owed(now: str, verdict: str) -> None:
    facts = events("2026-01-13 10:00 opened priority=1")
    assert clock(clocks(office(RESPONSE), facts, at(f"2026-01-13 {now}")), "response").verdict == verdict


def test_a_response_before_the_opening_took_no_time() -> None:
    # The mail server's clock is two minutes ahead of the desk's.
    facts = events("2026-01-13 10:02 opened priority=1", "2026-01-13 10:00 acknowledged how=portal")
    found = clock(clocks(office(RESPONSE), facts, at("2026-01-13 12:00")), "response")
    assert (found.verdict, found.spent, found.stopped) == ("kept", 0, at("2026-01-13 10:02"))


def test_events_of_one_second_go_by_their_sequence() -> None:
    resolution = RESPONSE.replace("response", "resolution")
    again = events("2026-01-13 10:00 opened priority=1", "2026-01-13 11:00 resolved", "2026-01-13 11:00 reopened")
    assert clock(clocks(office(resolution), again, at("2026-01-13 11:30")), "resolution").verdict == "running"
    done = events("2026-01-13 10:00 opened priority=1", "2026-01-13 11:00 reopened", "2026-01-13 11:00 resolved")
    assert clock(clocks(office(resolution), done, at("2026-01-13 11:30")), "resolution").verdict == "kept"


def test_a_pause_that_begins_when_a_business_day_is_over_comes_too_late() -> None:
    agreement = office(f'pauses: [waiting]\ntargets: {{"1": {{resolution: {{{NEXT}, by: close of business}}}}}}')
    facts = events(
        "2026-01-13 10:00 opened priority=1", "2026-01-14 18:00 paused state=waiting", "2026-01-15 10:00 resumed"
    )
    found = clock(clocks(agreement, facts, at("2026-01-15 10:00")), "resolution")
    assert (found.verdict, wall(found.due)) == ("missed", "Wed 2026-01-14 18:00 +01:00")
