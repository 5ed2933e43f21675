"""Targets that are stated as a length of downtime, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import Desk, Run, minute, upheld

AGREEMENT = """
upheld: 1
agreement: limit
title: Three minutes a month
provider: Example
version: {{id: "1", effective: 2026-01-01}}
zone: UTC
measures:
  api:
    {{series: requests, valid: status > 0, bad: status >= 500, slice: 1 minute, down: {{error_share: {{over: 5%}}}},
     no_traffic: up, value: {value}}}
exclusions:
  upkeep: {{title: Upkeep, effect: leaves both sides}}
commitments:
  uptime:
    {{measure: api, period: calendar month, target: {target}, comparison: {comparison}, rounding: {rounding},
     remedy: credits}}
remedies:
  credits:
    credit: {{linear: {{credit: 1.00 EUR, per: 1 minute, steps: commenced}}}}
    rounding: {{places: 2, mode: half up}}
    claim: none
"""
USUAL = {"target": "at most 3 minutes", "comparison": "at least", "rounding": "none", "value": "time"}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def text(**terms: str) -> str:
    return AGREEMENT.format(**USUAL | terms)


def judged(desk: Desk, minutes: int, month: str = "2026-10", *options: str | Path, **terms: str) -> Any:
    """The promise after so many minutes of downtime from 10:00 on the 5th."""
    rows = [row for at in range(minutes) for row in minute(f"{month}-05T10:{at:02}:00", 0, 1)]
    rows += minute(f"{month}-05T12:00:00", 1)
    options = ("--account", "acme", "--now", "2027-03-01T00:00:00Z", *options)
    return desk.measure(text(**terms), desk.log(rows), month, *options)["commitments"][0]


def checked(desk: Desk, **terms: str) -> Run:
    return upheld("check", desk.file("agreement.yaml", text(**terms)))


@pytest.mark.parametrize("month", ["2026-02", "2026-09", "2026-10"])
def test_exactly_the_limit_is_kept_whatever_the_length_of_the_month(desk: Desk, month: str) -> None:
    assert judged(desk, 3, month)["verdict"] == "kept"
    assert judged(desk, 4, month)["verdict"] == "missed"


def test_the_statement_says_the_promise_as_the_agreement_does(desk: Desk) -> None:
    found = judged(desk, 4)
    assert found["promise"] == "at most 3 min of downtime"
    assert found["sentence"].endswith(", promised at most 3 min of downtime.")
    # October in UTC has 2,678,400 s; 180 s of them may be down, and 240 s are: four thirds.
    assert (found["target"]["numerator"], found["target"]["denominator"]) == (14_879, 14_880)
    assert found["allowed"]["seconds"] == 180
    assert (found["allowance"]["numerator"], found["allowance"]["denominator"]) == (4, 3)
    assert found["credit"]["amount"]["words"] == "4.00 EUR"  # a euro for each minute of downtime


def test_excluded_time_takes_nothing_of_the_limit(desk: Desk) -> None:
    """Six minutes down, three of them excluded: three count, which the limit allows."""
    records = desk.file("upkeep.csv", "cause,start,end,author\nupkeep,2026-10-05T10:03:00Z,2026-10-05T11:00:00Z,Ann\n")
    assert judged(desk, 6, "2026-10", "--exclusions", records)["verdict"] == "kept"
    assert judged(desk, 6)["verdict"] == "missed"


def test_every_accounts_verdict_is_the_same_on_the_short_road(desk: Desk) -> None:
    rows = [
        row for account, minutes in (("acme", 3), ("globex", 4)) for at in range(minutes)
        for row in minute(f"2026-10-05T10:{at:02}:00", 0, 1, account=account)
    ]  # fmt: skip
    found = desk.measure(text(), desk.log(rows), "2026-10", "--now", "2027-03-01T00:00:00Z")
    assert [(line["account"], line["verdict"]) for line in found["lines"]] == [("acme", "kept"), ("globex", "missed")]


def test_a_limit_longer_than_the_judged_time_is_kept(desk: Desk) -> None:
    assert judged(desk, 5, target="at most 2000 hours of downtime")["verdict"] == "kept"


@pytest.mark.parametrize(
    ("terms", "what"),
    [
        ({"comparison": "above"}, "comparison: at most 3 minutes of downtime includes 3 minutes, and `above` does not"),
        ({"rounding": "{places: 2, mode: down}"}, "rounding: downtime is compared in whole seconds"),
        ({"value": "ratio of totals"}, "target: at most 3 minutes of downtime is time, and `api` measures a ratio"),
        ({"target": "at most 2 months"}, "target: 2 months has no fixed length; write hours or minutes"),
        ({"target": "at least 43 minutes"}, "target: `at least 43 minutes` is no target; write `99.95%`"),
        ({"target": "three minutes"}, "target: `three minutes` is not a share; write `99.95%`"),
    ],
)
def test_what_cannot_hold_together_is_found_by_check(desk: Desk, terms: dict[str, str], what: str) -> None:
    found = checked(desk, **terms)
    assert found.code == 2
    assert f"commitments.uptime.{what}" in found.err


def test_explain_says_it_in_words(desk: Desk) -> None:
    said = " ".join(upheld("explain", desk.file("agreement.yaml", text()), "commitments.uptime").out.split())
    assert "The downtime of `api` is promised to be at most 3 minutes." in said
    assert "Exactly 3 minutes keeps the promise; a second more misses it." in said
