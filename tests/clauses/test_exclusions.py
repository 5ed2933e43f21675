"""Exclusions of the founding agreements, recorded in files and judged by the command, figures worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.measured import MAPPING, ROOT, Desk, minute, upheld

AGREEMENTS = ROOT / "agreements"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A scratch directory."""
    return Desk(tmp_path)


def judged(desk: Desk, agreement: Path, log: Path, records: str) -> dict[str, Any]:
    """The commitments of October 2026 by name, for the account acme, with a file of exclusions."""
    options = ("--account", "acme", "--now", "2026-11-05T00:00:00Z")
    file = desk.file("exclusions.yaml", records)
    found = desk.measure(agreement, log, "2026-10", "--exclusions", file, *options)
    return {commitment["name"]: commitment for commitment in found["commitments"]}


def down_minutes(commitment: dict[str, Any]) -> int:
    """Downtime that counts."""
    seconds = sum(outage["counted"]["seconds"] for outage in commitment["outages"])
    return int(seconds) // 60


def outage(first: str, minutes: int) -> list[dict[str, object]]:
    """Nothing but errors in every minute from `first` (UTC), within one hour."""
    start = int(first[-2:])
    return [row for n in range(minutes) for row in minute(f"{first[:-2]}{start + n:02}", 0, 1, route=f"/chat/{n}")]


@pytest.mark.clause("HK-10")
@pytest.mark.parametrize(("announced", "counted"), [("2026-10-12T04:30:00Z", 0), ("2026-10-12T04:31:00Z", 30)])
def test_a_maintenance_window_counts_when_announced_a_minute_too_late(desk: Desk, announced: str, counted: int) -> None:
    # Thursday 15 October, 10:00 in Mumbai is 04:30 UTC. The three business days before are Wednesday 14, Tuesday 13
    # and Monday 12 (the public holidays of Maharashtra in October are the 2nd and the 20th): latest Monday 10:00.
    log = desk.log(outage("2026-10-15T04:30", 30))
    records = f"""
- cause: scheduled_maintenance
  start: 2026-10-15T04:30:00Z
  end: 2026-10-15T05:00:00Z
  announced: {announced}
  author: Operations
"""
    found = judged(desk, AGREEMENTS / "haptik.yaml", log, records)["monthly_uptime"]
    assert down_minutes(found) == counted
    (excluded,) = found["exclusions"]
    assert (excluded["holds"], excluded["taken"]["seconds"]) == (counted == 0, (30 - counted) * 60)
    # October has 44,640 minutes; excluded ones count as up.
    assert found["measured"]["numerator"] * 44_640 == found["measured"]["denominator"] * (44_640 - counted)


@pytest.mark.clause("HK-10")
def test_a_public_holiday_is_no_business_day(desk: Desk) -> None:
    # Before Thursday 22 October lie Wednesday 21, Monday 19 and Friday 16: Tuesday the 20th is a holiday.
    log = desk.log(outage("2026-10-22T04:30", 30))
    record = """
- {{cause: scheduled_maintenance, start: "2026-10-22T04:30:00Z", end: "2026-10-22T05:00:00Z",
   announced: "{}", author: Operations}}
"""
    for announced, counted in {"2026-10-16T04:30:00Z": 0, "2026-10-16T04:31:00Z": 30}.items():
        found = judged(desk, AGREEMENTS / "haptik.yaml", log, record.format(announced))["monthly_uptime"]
        assert down_minutes(found) == counted


@pytest.mark.clause("HK-08")
def test_each_reason_is_an_exclusion_with_evidence_and_use_against_advice_says_what_was_advised(desk: Desk) -> None:
    log = desk.log([row for hour in range(10, 14) for row in outage(f"2026-10-05T{hour}:00", 5)])

    def record(cause: str, hour: int, more: str = "") -> str:
        return (
            f'- {{cause: {cause}, start: "2026-10-05T{hour}:00:00Z", end: "2026-10-05T{hour}:05:00Z", '
            f"author: Operations, account: acme, evidence: [mail 12]{more}}}\n"
        )

    advice = ', advice: use version 2 of the widget, advised: "{}"'
    records = (
        record("outside_control", 10)
        + record("other_products", 11)
        + record("use_against_advice", 12, advice.format("2026-10-05T12:00:00Z"))  # not before: it counts
        + record("non_adherence", 13)
    )
    found = judged(desk, AGREEMENTS / "haptik.yaml", log, records)["monthly_uptime"]
    assert {each["cause"]: each["taken"]["seconds"] for each in found["exclusions"]} == {
        "outside_control": 300, "other_products": 300, "use_against_advice": 0, "non_adherence": 300,
    }  # fmt: skip
    early = record("use_against_advice", 12, advice.format("2026-09-01T09:00:00Z"))
    found = judged(desk, AGREEMENTS / "haptik.yaml", log, early)["monthly_uptime"]
    (excluded,) = found["exclusions"]
    assert excluded["taken"]["seconds"] == 300
    assert any("advised 2026-09-01 09:00 UTC: use version 2 of the widget" in reason for reason in excluded["reasons"])


@pytest.mark.clause("AT-13")
@pytest.mark.parametrize(("from_", "holds"), [("2026-10-15T00:00:00Z", True), ("2026-10-14T23:59:59Z", False)])
def test_a_suspension_is_excluded_from_two_months_of_debt_on_and_never_before(
    desk: Desk, from_: str, *, holds: bool
) -> None:
    # Unpaid since 15 August: two months of debt are over when 15 October begins. While it holds, only the fourteen
    # days before are judged, 20,160 of October's 44,640 minutes, 7 of them down.
    log = desk.log(outage("2026-10-05T10:00", 7))
    records = f"""
- cause: debt
  account: acme
  start: {from_}
  end: 2026-11-01T00:00:00Z
  unpaid_since: 2026-08-15
  author: Accounts
"""
    found = judged(desk, AGREEMENTS / "api2task.yaml", log, records)["uptime"]
    minutes = 20_160 if holds else 44_640
    assert found["exclusions"][0]["holds"] == holds
    assert found["measured"]["numerator"] * minutes == found["measured"]["denominator"] * (minutes - 7)


MEASURED_PLIVO = """
upheld: "1"
agreement: plivo-measured
title: A measured service below the reasons of Plivo's agreement
provider: Plivo
version: {{id: "1", effective: 2026-01-01}}
zone: UTC
include: [{{file: "{file}", ranks: below}}]
measures:
  api:
    series: requests
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {{error_share: {{over: 5%}}}}
    no_traffic: up
commitments:
  uptime: {{measure: api, period: calendar month, target: 99.9%, comparison: at least, remedy: none}}
"""


@pytest.mark.clause("PL-10", "PL-12")
def test_each_reason_of_plivo_excludes_downtime_and_a_declined_update_is_pointed_at(desk: Desk) -> None:
    causes = (
        "customer_equipment", "wrong_use", "unauthorised_changes", "internet_at_large", "force_majeure", "carriers",
        "third_party_services", "update_declined",
    )  # fmt: skip
    log = desk.log([row for at, _ in enumerate(causes) for row in outage(f"2026-10-05T{10 + at}:00", 5)])
    records = "".join(
        f'- {{cause: {cause}, start: "2026-10-05T{10 + at}:00:00Z", end: "2026-10-05T{10 + at}:05:00Z", '
        f"account: acme, author: Support, evidence: {{declined update: offer 7 of 1 September}}}}\n"
        for at, cause in enumerate(causes)
    )
    agreement = desk.file("plivo.yaml", MEASURED_PLIVO.format(file=AGREEMENTS / "plivo.yaml"))
    found = judged(desk, agreement, log, records)["uptime"]
    assert {each["cause"]: each["taken"]["seconds"] for each in found["exclusions"]} == dict.fromkeys(causes, 300)
    assert down_minutes(found) == 0
    declined = next(each for each in found["exclusions"] if each["cause"] == "update_declined")
    assert declined["evidence"] == ["declined update: offer 7 of 1 September"]


def test_a_file_of_exclusions_with_faults_is_refused_with_all_of_them(desk: Desk) -> None:
    log = desk.log(outage("2026-10-15T04:30", 1))
    file = desk.file("exclusions.csv", "cause,start,end,author\nmaintenance,2026-10-15,2026-10-16T00:00Z,A\nx,,,\n")
    mapping = desk.file("mapping.yaml", MAPPING)
    arguments = ("--period", "2026-10", "--mapping", mapping, "--exclusions", file)
    run = upheld("measure", AGREEMENTS / "haptik.yaml", log, *arguments)
    assert run.code == 2
    assert "exclusions.csv:2:13: error: start: `2026-10-15` has no time of day" in run.err
    assert run.err.count("is required") == 3
