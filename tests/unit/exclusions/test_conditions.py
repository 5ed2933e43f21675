"""Budgets, suspensions, evidence, advice and exceeded rates: when an exclusion holds, and for how much of its time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.agreements_in_words import problems_of
from tests.unit.exclusions.scene import WINDOW, Scene, instant, record, span
from upheld.agreements.words import Rate
from upheld.availability.exclusions import Measured
from upheld.problems import Refused
from upheld.timeline import Span, Spans


def scene(conditions: str, more: str = "", **changes: Any) -> Scene:
    text = f"""
exclusions:
  cause:
    title: A cause
    effect: leaves both sides
    {more}
    conditions:
      {conditions}
"""
    return Scene(text, **changes)


def hours(day: int, first: int, last: int) -> Span:
    """From one full hour to another on a day of October, before clocks change (UTC+2 in Berlin)."""
    midnight = instant(f"2026-10-{day:02}T00:00+02:00")
    return Span(midnight + first * 3600, midnight + last * 3600)


FOUR_A_MONTH = "budget: {at_most: 4 hours, per: calendar month, spent_by: recorded time}"


def test_what_comes_first_in_time_uses_the_budget_up_and_the_rest_counts() -> None:
    first, second, third = hours(5, 1, 4), hours(6, 1, 4), hours(7, 1, 2)
    ruled = scene(FOUR_A_MONTH, down=Spans.of([first, second, third])).ruled(
        # Recorded in another order than they happened.
        *(record("cause", of) for of in (second, third, first))
    )
    # Four hours: all three of the first, one of the second, nothing of the third.
    assert [one.seconds for one in ruled.ruled] == [3 * 3600, 3600, 0]
    assert [one.holds for one in ruled.ruled] == [True, True, False]
    assert ruled.taken_out == Spans.of([first, hours(6, 1, 2)])
    assert ruled.ruled[1].reasons[-1] == ("of 3 h, the budget of 4 hours per calendar month still covered 1 h of it")


def test_overlapping_records_spend_a_budget_once() -> None:
    ruled = scene(FOUR_A_MONTH, down=Spans.of([hours(5, 0, 24)])).ruled(
        record("cause", hours(5, 1, 4)), record("cause", hours(5, 2, 6))
    )
    assert ruled.taken_out == Spans.of([hours(5, 1, 5)])


def test_each_period_has_its_own_budget_and_records_outside_the_judged_one_spend_it() -> None:
    september = span("2026-09-30T20:00+02:00", "2026-09-30T23:00+02:00")
    down = Spans.of([hours(1, 0, 24)])
    # A budget of four hours a quarter: September is in another quarter than October.
    quarterly = scene(FOUR_A_MONTH.replace("calendar month", "quarter"), down=down)
    assert quarterly.ruled(record("cause", september), record("cause", hours(1, 0, 5))).taken_out.total == 4 * 3600
    # Of four hours a year, September has spent three already; it is not listed in October's judgement.
    yearly = scene(FOUR_A_MONTH.replace("calendar month", "year"), down=down)
    ruled = yearly.ruled(record("cause", september), record("cause", hours(1, 0, 5)))
    assert (ruled.taken_out.total, len(ruled.ruled)) == (3600, 1)


def test_a_budget_may_be_spent_by_downtime_only() -> None:
    by_downtime = FOUR_A_MONTH.replace("recorded time", "downtime")
    down = Spans.of([hours(5, 3, 6), hours(6, 0, 6)])
    ruled = scene(by_downtime, down=down).ruled(record("cause", hours(5, 0, 6)), record("cause", hours(6, 0, 6)))
    # Three hours of downtime on the 5th, so that one hour is left for the 6th.
    assert [one.seconds for one in ruled.ruled] == [3 * 3600, 3600]


def test_a_record_without_downtime_in_it_holds_although_it_spends_nothing() -> None:
    by_downtime = FOUR_A_MONTH.replace("recorded time", "downtime")
    one = scene(by_downtime, down=Spans()).only(record("cause"))
    assert (one.holds, one.seconds) == (True, 0)


def test_downtime_that_nobody_measured_cannot_spend_a_budget() -> None:
    yearly = FOUR_A_MONTH.replace("recorded time", "downtime").replace("calendar month", "year")
    before = span("2026-03-01T00:00+01:00", "2026-03-01T01:00+01:00")
    with pytest.raises(Refused, match="not judged together"):
        scene(yearly).ruled(record("cause", before), record("cause"))


def test_what_spends_a_budget_is_a_question() -> None:
    with pytest.raises(Refused, match=r"conditions\.budget\.spent_by"):
        scene("budget: {at_most: 4 hours, per: calendar month}").ruled(record("cause"))


@pytest.mark.clause("AT-13")
@pytest.mark.parametrize(
    ("unpaid", "began", "holds"),
    [
        # Two months from 15 August are over when 15 October begins, and not a second earlier.
        ("2026-08-15", "2026-10-15T00:00:00+02:00", True),
        ("2026-08-15", "2026-10-14T23:59:59+02:00", False),
        # Two months from 31 August would be 31 October, which is there.
        ("2026-08-31", "2026-10-31T00:00:00+01:00", True),
        ("2026-08-31", "2026-10-30T23:59:59+01:00", False),
    ],
)
def test_an_account_may_be_suspended_after_two_months_of_debt_and_never_before(
    unpaid: str, began: str, *, holds: bool
) -> None:
    suspension = Span(instant(began), instant("2026-11-01T00:00+01:00"))
    suspended = scene("suspended: {after_debt_of: 2 months}", "scope: one account\n    covers: whole time")
    ruled = suspended.ruled(record("cause", suspension, account="acme", unpaid_since=date.fromisoformat(unpaid)))
    assert ruled.ruled[0].holds == holds
    assert ruled.taken_out.total == (suspension.seconds if holds else 0)


def test_months_without_such_a_day_end_on_their_last() -> None:
    # Two months from 31 December 2026 are over on 28 February 2027.
    february = span("2027-02-01T00:00+01:00", "2027-03-01T00:00+01:00")
    suspended = scene("suspended: {after_debt_of: 2 months}", period=february)
    starts = {"2027-02-28T00:00+01:00": True, "2027-02-27T23:59+01:00": False}
    for start, holds in starts.items():
        of = Span(instant(start), february.end)
        assert suspended.only(record("cause", of, unpaid_since=date(2026, 12, 31))).holds == holds
    assert not suspended.only(record("cause", february)).holds


@pytest.mark.parametrize(
    ("needs", "evidence", "holds"),
    [
        ("{}", (), False),
        ("{}", ("mail of 3 October",), True),
        ("{needs: [confirmation, list]}", ("Confirmation: mail", "list: 12 numbers"), True),
        ("{needs: [confirmation, list]}", ("confirmation: mail",), False),
        ("{needs: [confirmation]}", ("confirmation:",), False),
        ("{needs: [confirmation]}", ("no confirmation came",), False),
    ],
)
def test_evidence_that_is_needed_must_be_on_record(needs: str, evidence: tuple[str, ...], *, holds: bool) -> None:
    assert scene(f"evidence: {needs}").only(record("cause", evidence=evidence)).holds == holds


@pytest.mark.clause("HK-08")
def test_advice_must_have_been_given_before() -> None:
    advised = scene("advised: {}")
    before = record("cause", advice="use version 2", advised="2026-10-22T09:59:59+02:00")
    at_start = record("cause", advice="use version 2", advised="2026-10-22T10:00+02:00")
    assert advised.only(before).holds
    assert advised.only(before).evidence == ("advice: use version 2",)
    assert not advised.only(at_start).holds
    assert not advised.only(record("cause", advised="2026-10-01T00:00+02:00")).holds
    with_time = scene("advised: {at_least: 24 hours}")
    assert with_time.only(record("cause", advice="x", advised="2026-10-21T10:00+02:00")).holds
    assert not with_time.only(record("cause", advice="x", advised="2026-10-21T10:00:01+02:00")).holds


@pytest.mark.clause("AP-08")
def test_minutes_over_the_agreed_rate_are_excluded_by_themselves_with_both_rates() -> None:
    rate = scene("rate_exceeded: {agreed: 2 per second}")
    minute = WINDOW.start

    def of(number: int, requests: int) -> tuple[Span, int]:
        return Span(minute + 60 * number, minute + 60 * number + 60), requests

    # Minutes 0, 1 and 5 were over 2 per second (120 a minute): 150 / 60 = 2.5, 126 / 60 = 2.1, 121 / 60 = 2.01666...
    measured = {"cause": Measured(Rate.parse("2 per second"), (of(0, 126), of(1, 150), of(5, 121)))}
    ruled = rate.ruled(measured=measured)
    assert ruled.taken_out.total == 180
    assert [one.seconds for one in ruled.ruled] == [120, 60]
    assert ruled.ruled[0].figures == (
        ("agreed rate", "2 per second"),
        ("highest measured rate", "2.5 per second"),
        ("requests in this time", "276"),
    )
    assert ruled.ruled[1].figures[1][1] == "2.01666666... per second"


def test_slices_over_the_rate_that_were_up_anyway_are_not_listed() -> None:
    measured = {"cause": Measured(Rate.parse("2 per second"), ((Span(WINDOW.end, WINDOW.end + 60), 1000),))}
    assert scene("rate_exceeded: {agreed: 2 per second}").ruled(measured=measured).ruled == ()


def test_a_cause_that_the_traffic_shows_takes_no_records() -> None:
    with pytest.raises(Refused, match="measured from the traffic itself"):
        scene("rate_exceeded: {agreed: 2 per second}").ruled(record("cause"))


@pytest.mark.parametrize(
    ("conditions", "more", "what"),
    [
        ("budget: {at_most: 1 month, per: year, spent_by: downtime}", "", "no fixed length"),
        ("budget: {at_most: 4 hours, per: rolling 30 days}", "", "not one period after another"),
        (FOUR_A_MONTH.replace("recorded time", "downtime"), "covers: whole time", "spent by downtime only"),
        ("suspended: {after_debt_of: 5 business days}", "", "a debt is counted in days"),
        ("suspended: {after_debt_of: 48 hours}", "", "a debt is counted in days"),
        ("advised: {at_least: 2 months}", "", "no fixed length"),
        ("rate_exceeded: {}\n      evidence: {}", "", "no time can have both"),
        ("evidance: {}", "", "no rule is named"),
    ],
)
def test_conditions_that_cannot_stand_are_faults(conditions: str, more: str, what: str) -> None:
    found = problems_of(scene(conditions, more).exclusions)
    assert any(what in problem for problem in found), found
