"""Credits through the command line: fees and earlier credits as files, each figure worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, Desk, minute, upheld

AGREEMENT = """
upheld: 1
agreement: credits
title: Credits by tiers
provider: Provider
version: {id: "1"}
zone: UTC
measures:
  api:
    series: requests
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {all_failed: {minimum: 1}}
    no_traffic: up
commitments:
  uptime:
    measure: api
    period: calendar month
    target: 99.9%
    comparison: at least
    remedy: credit
remedies:
  credit:
    base: fee of the month
    credit:
      tiers:
        key: uptime
        table:
          - {at_least: 99%, below: 99.9%, credit: 10%}
          - {below: 99%, credit: 25%}
    caps:
      - {amount: 60.00 EUR, per: year}
    rounding: {places: 2, mode: half up}
    claim: none
"""
NOW = ("--now", "2026-12-01T00:00:00Z")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def outage(minutes: int, **more: Any) -> list[dict[str, object]]:
    """So many minutes of nothing but errors, from 10:00 UTC on 5 October 2026."""
    return [r for n in range(minutes) for r in minute(f"2026-10-05T{10 + n // 60}:{n % 60:02}", 0, 1, **more)]


def credit(desk: Desk, minutes: int, *options: str | Path) -> Any:
    """The credit of acme for October 2026."""
    log = desk.log(outage(minutes))
    return desk.measure(AGREEMENT, log, "2026-10", "--account", "acme", *NOW, *options)["commitments"][0]["credit"]


def test_a_tier_of_the_monthly_fee_rounded_once(desk: Desk) -> None:
    fees = desk.file("fees.csv", "account,amount,currency\nacme,199.99,EUR\n")
    # 60 of 44,640 minutes are 99.866%: 10% of 199.99 = 19.999, rounded to 20.00.
    assert credit(desk, 60, "--fees", fees)["amount"]["amount"] == "20.00"
    # 447 minutes are 98.9987%: 25% of 199.99 = 49.9975, rounded to 50.00.
    found = credit(desk, 447, "--fees", fees)
    assert found["amount"]["amount"] == "50.00"
    assert len(found["steps"]) >= 3


def test_what_was_granted_before_uses_up_a_cap_of_the_year(desk: Desk) -> None:
    fees = desk.file("fees.csv", "account,amount,currency\nacme,199.99,EUR\n")
    granted = desk.file("granted.csv", "account,commitment,period,amount\nacme,uptime,2026-03,45.00 EUR\n")
    # 50.00 would be owed, of the year's 60.00 only 15.00 are left.
    assert credit(desk, 447, "--fees", fees, "--granted", granted)["amount"]["amount"] == "15.00"


def test_without_fees_the_credit_stays_open_and_says_so(desk: Desk) -> None:
    found = credit(desk, 60)
    assert (found["amount"], found["owed"]) == (None, "not known")  # and not "none": a credit is owed
    assert "--fees" in found["sentence"]


def test_a_promise_that_was_kept_owes_nothing(desk: Desk) -> None:
    assert credit(desk, 1)["owed"] == "none"  # one minute of 44,640 is 0.002%


def test_a_fee_that_is_missing_is_a_problem_and_never_zero(desk: Desk) -> None:
    fees = desk.file("fees.csv", "account,amount,currency\nother,199.99,EUR\n")
    mapping = desk.file("mapping.yaml", MAPPING)
    log, agreement = desk.log(outage(60)), desk.file("agreement.yaml", AGREEMENT)
    found = upheld("measure", agreement, log, "--period", "2026-10", "--mapping", mapping, "--fees", fees, *NOW)
    assert found.code == 2
    assert "acme" in found.err


def test_billing_sees_on_one_line_each_who_is_owed_what(desk: Desk) -> None:
    fees = desk.file("fees.csv", "account,amount,currency\nacme,100,EUR\nother,300,EUR\nthird,50,EUR\n")
    log = desk.log(outage(60) + outage(447, account="other") + outage(1, account="third"))
    found = desk.measure(AGREEMENT, log, "2026-10", "--fees", fees, *NOW)
    owed = {line["account"]: line["credit"] and line["credit"]["amount"] for line in found["lines"]}
    assert owed == {"acme": "10.00", "other": "60.00", "third": None}  # 25% of 300 is 75, at most 60 a year
