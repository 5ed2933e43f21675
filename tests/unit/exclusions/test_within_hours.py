"""Exclusions that hold only within agreed hours: a maintenance window by the clock of its zone."""

from __future__ import annotations

import pytest

from tests.measured import Desk, minute

AGREEMENT = """
upheld: 1
agreement: window
title: Maintenance in a window
provider: Provider
version: {id: "1"}
zone: UTC
calendars:
  sunday_night: {zone: Europe/Berlin, week: {sun: [02:00-06:00]}}
measures:
  api:
    series: requests
    valid: "TRUE"
    bad: status >= 500
    slice: 1 minute
    down: {all_failed: {}}
    no_traffic: up
exclusions:
  maintenance:
    title: Maintenance in its window
    effect: counts as up
    conditions:
      within_hours: {calendar: sunday_night}
commitments:
  uptime: {measure: api, period: calendar month, target: 99.9%, comparison: at least, remedy: none}
"""


@pytest.mark.parametrize(
    ("start", "end", "counted"),
    [
        # Sunday 11 October 2026, 02:00 to 06:00 in Berlin is 00:00 to 04:00 UTC.
        ("2026-10-11T00:00:00Z", "2026-10-11T04:00:00Z", 0),
        ("2026-10-10T23:59:59Z", "2026-10-11T04:00:00Z", 60),  # a second too early
        ("2026-10-11T00:30:00Z", "2026-10-11T04:00:01Z", 60),  # a second too late
    ],
)
def test_only_time_wholly_within_the_window_is_excluded(
    tmp_path_factory: pytest.TempPathFactory, start: str, end: str, counted: int
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))
    records = desk.file("records.yaml", f"- {{cause: maintenance, start: {start}, end: '{end}', author: Ines}}\n")
    now = ("--now", "2026-12-01T00:00:00Z")
    statement = desk.measure(
        AGREEMENT, desk.log(minute("2026-10-11T01:00", 0, 2)), "2026-10", "--exclusions", records, *now
    )
    found = statement["commitments"][0]
    assert sum(outage["counted"]["seconds"] for outage in found["outages"]) == counted
