"""Apifonica's support times: eight targets in working hours, and what stops a clock."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS, at, clock, clocks, events, founding, wall
from upheld import load
from upheld.cli.main import main

ZONE = "Europe/Brussels"
APIFONICA = str(AGREEMENTS / "apifonica.yaml")

# Working hours 08:00 to 18:00, Monday to Friday. Columns: P1 response 2 h and resolution 4 h, P2 3 h and 6 h, P3 6 h
# and next business day, P4 8 h and next business day; a business day ends at 18:00 (the reading chosen in the file).
# Every instant was worked out by hand from the hours; the offset is that of Central Europe on that date.
TABLE = {
    # Tuesday, in hours: 10:00 + 2, 4, 3, 6, 6 h; 8 h reach 18:00, which is closing time and due then.
    "2026-01-13 10:00": (
        "Tue 13.01. 12:00 +01:00", "Tue 13.01. 14:00 +01:00", "Tue 13.01. 13:00 +01:00", "Tue 13.01. 16:00 +01:00",
        "Tue 13.01. 16:00 +01:00", "Wed 14.01. 18:00 +01:00", "Tue 13.01. 18:00 +01:00", "Wed 14.01. 18:00 +01:00",
    ),
    # Tuesday before hours: everything runs from 08:00.
    "2026-01-13 06:30": (
        "Tue 13.01. 10:00 +01:00", "Tue 13.01. 12:00 +01:00", "Tue 13.01. 11:00 +01:00", "Tue 13.01. 14:00 +01:00",
        "Tue 13.01. 14:00 +01:00", "Wed 14.01. 18:00 +01:00", "Tue 13.01. 16:00 +01:00", "Wed 14.01. 18:00 +01:00",
    ),
    # Tuesday after hours: everything runs from Wednesday 08:00; the business day after Tuesday is Wednesday.
    "2026-01-13 19:15": (
        "Wed 14.01. 10:00 +01:00", "Wed 14.01. 12:00 +01:00", "Wed 14.01. 11:00 +01:00", "Wed 14.01. 14:00 +01:00",
        "Wed 14.01. 14:00 +01:00", "Wed 14.01. 18:00 +01:00", "Wed 14.01. 16:00 +01:00", "Wed 14.01. 18:00 +01:00",
    ),
    # Exactly at closing: no time is left on Tuesday. One second before it, one second is.
    "2026-01-13 18:00": (
        "Wed 14.01. 10:00 +01:00", "Wed 14.01. 12:00 +01:00", "Wed 14.01. 11:00 +01:00", "Wed 14.01. 14:00 +01:00",
        "Wed 14.01. 14:00 +01:00", "Wed 14.01. 18:00 +01:00", "Wed 14.01. 16:00 +01:00", "Wed 14.01. 18:00 +01:00",
    ),
    "2026-01-13 17:59:59": (
        "Wed 14.01. 09:59:59 +01:00",
        "Wed 14.01. 11:59:59 +01:00", "Wed 14.01. 10:59:59 +01:00", "Wed 14.01. 13:59:59 +01:00",
        "Wed 14.01. 13:59:59 +01:00",
        "Wed 14.01. 18:00 +01:00", "Wed 14.01. 15:59:59 +01:00", "Wed 14.01. 18:00 +01:00",
    ),
    # Friday 16:00: two hours run on Friday, the rest from Monday 08:00.
    "2026-01-16 16:00": (
        "Fri 16.01. 18:00 +01:00", "Mon 19.01. 10:00 +01:00", "Mon 19.01. 09:00 +01:00", "Mon 19.01. 12:00 +01:00",
        "Mon 19.01. 12:00 +01:00", "Mon 19.01. 18:00 +01:00", "Mon 19.01. 14:00 +01:00", "Mon 19.01. 18:00 +01:00",
    ),
    # Saturday and Sunday: everything runs from Monday 08:00.
    "2026-01-17 12:00": (
        "Mon 19.01. 10:00 +01:00", "Mon 19.01. 12:00 +01:00", "Mon 19.01. 11:00 +01:00", "Mon 19.01. 14:00 +01:00",
        "Mon 19.01. 14:00 +01:00", "Mon 19.01. 18:00 +01:00", "Mon 19.01. 16:00 +01:00", "Mon 19.01. 18:00 +01:00",
    ),
    "2026-01-18 23:59:59": (
        "Mon 19.01. 10:00 +01:00", "Mon 19.01. 12:00 +01:00", "Mon 19.01. 11:00 +01:00", "Mon 19.01. 14:00 +01:00",
        "Mon 19.01. 14:00 +01:00", "Mon 19.01. 18:00 +01:00", "Mon 19.01. 16:00 +01:00", "Mon 19.01. 18:00 +01:00",
    ),
    # Friday 17:00 before clocks go forward on Sunday, 29 March: one hour on Friday, the rest on Monday's new offset.
    "2026-03-27 17:00": (
        "Mon 30.03. 09:00 +02:00", "Mon 30.03. 11:00 +02:00", "Mon 30.03. 10:00 +02:00", "Mon 30.03. 13:00 +02:00",
        "Mon 30.03. 13:00 +02:00", "Mon 30.03. 18:00 +02:00", "Mon 30.03. 15:00 +02:00", "Mon 30.03. 18:00 +02:00",
    ),
    # Friday 17:00 before clocks go back on Sunday, 25 October.
    "2026-10-23 17:00": (
        "Mon 26.10. 09:00 +01:00", "Mon 26.10. 11:00 +01:00", "Mon 26.10. 10:00 +01:00", "Mon 26.10. 13:00 +01:00",
        "Mon 26.10. 13:00 +01:00", "Mon 26.10. 18:00 +01:00", "Mon 26.10. 15:00 +01:00", "Mon 26.10. 18:00 +01:00",
    ),
    # In the hour that is shown twice on that Sunday, the second time.
    "2026-10-25 02:30+01:00": (
        "Mon 26.10. 10:00 +01:00", "Mon 26.10. 12:00 +01:00", "Mon 26.10. 11:00 +01:00", "Mon 26.10. 14:00 +01:00",
        "Mon 26.10. 14:00 +01:00", "Mon 26.10. 18:00 +01:00", "Mon 26.10. 16:00 +01:00", "Mon 26.10. 18:00 +01:00",
    ),
}  # fmt: skip


def short(instant: int | None) -> str:
    """As in the table: `Tue 13.01. 12:00 +01:00`."""
    return re.sub(r"2026-(\d\d)-(\d\d)", r"\2.\1.", wall(instant, ZONE))


@pytest.mark.clause("AP-13")
@pytest.mark.parametrize("opened", TABLE)
def test_all_eight_targets_fall_due_in_working_hours(opened: str) -> None:
    due = []
    for priority in ("p1", "p2", "p3", "p4"):
        facts = events(f"{opened} opened priority={priority}", zone_name=ZONE)
        found = clocks(founding("apifonica"), facts, facts[0].at)
        due += [short(clock(found, kind).due) for kind in ("response", "resolution")]
    assert tuple(due) == TABLE[opened]


@pytest.mark.clause("AP-13")
def test_the_other_reading_of_the_lost_headings_can_be_said(tmp_path: Path) -> None:
    # The second column as response at weekends: its own plan on a calendar of weekends, P1 within 4 hours.
    file = tmp_path / "weekend.yaml"
    included = APIFONICA
    file.write_text(
        f"""
upheld: 1
agreement: apifonica
title: Other reading
provider: Apifonica
version: {{id: other}}
include: [{{file: {included}, ranks: below}}]
calendars:
  weekend: {{zone: Europe/Brussels, week: {{sat: [08:00-18:00], sun: [08:00-18:00]}}, holidays: []}}
support:
  plans:
    weekend:
      title: Weekend
      calendar: weekend
      targets:
        p1: {{response: {{within: 4 hours, counted: working time, clause: "4.2, first row, second column"}}}}
""",
        encoding="utf-8",
    )
    facts = events("2026-01-17 16:00 opened priority=p1, plan=weekend", zone_name=ZONE)
    # Saturday 16:00 to 18:00 are two hours; two more on Sunday from 08:00.
    assert wall(clock(clocks(load(file), facts, facts[0].at), "response").due, ZONE) == "Sun 2026-01-18 10:00 +01:00"


@pytest.mark.clause("AP-14")
@pytest.mark.parametrize(
    ("reading", "due"),
    [
        # A Tuesday in July, 07:30 on the clocks of Brussels (+02:00).
        # Local time: the office opens at 08:00 there, two hours later it is 10:00.
        ("Europe/Brussels", "Tue 2026-07-14 10:00 +02:00"),
        # UTC+1 all year: it opens at 08:00 +01:00, which is 09:00 in Brussels; two hours later it is 11:00.
        ("+01:00", "Tue 2026-07-14 11:00 +02:00"),
    ],
)
def test_cet_is_read_either_way_as_decided(tmp_path: Path, reading: str, due: str) -> None:
    file = tmp_path / "cet.yaml"
    included = APIFONICA
    file.write_text(
        f"""
upheld: 1
agreement: apifonica
title: A reading of CET
provider: Apifonica
version: {{id: reading}}
include: [{{file: {included}, ranks: below}}]
decisions:
  - {{question: What is CET?, term: calendars.working_hours.zone, chosen: "{reading}", by: The test, why: To see it.}}
""",
        encoding="utf-8",
    )
    facts = events("2026-07-14 07:30 opened priority=p1", zone_name="Europe/Brussels")
    assert wall(clock(clocks(load(file), facts, facts[0].at), "response").due, ZONE) == due


@pytest.mark.clause("AP-09")
@pytest.mark.parametrize("event", ["fixed", "resolved", "worked_around"])
def test_each_of_three_events_stops_the_resolution_clock_and_is_named(event: str) -> None:
    facts = events("2026-01-13 10:00 opened priority=p1", f"2026-01-13 13:00 {event}", zone_name=ZONE)
    found = clock(clocks(founding("apifonica"), facts, at("2026-01-20 12:00", ZONE)), "resolution")
    assert (found.verdict, found.how, wall(found.stopped, ZONE)) == ("kept", event, "Tue 2026-01-13 13:00 +01:00")
    assert (found.spent, found.left) == (3 * 3600, 3600)


@pytest.mark.clause("AP-10")
@pytest.mark.parametrize("how", ["e-mail accepted", "call logged"])
def test_an_acknowledgement_that_reached_the_customer_stops_the_response_clock(how: str) -> None:
    facts = events("2026-01-13 10:00 opened priority=p1", f"2026-01-13 11:00 acknowledged how={how}", zone_name=ZONE)
    found = clock(clocks(founding("apifonica"), facts, at("2026-01-20 12:00", ZONE)), "response")
    assert (found.verdict, found.how, found.spent) == ("kept", how, 3600)


@pytest.mark.clause("AP-10")
@pytest.mark.parametrize(
    "event",
    [
        "acknowledged how=internal",
        "acknowledged how=portal",
        "priority_changed priority=p2",
        "taken by=Ann",
        "resolved",
    ],
)
def test_nothing_else_stops_it(event: str) -> None:
    facts = events("2026-01-13 10:00 opened priority=p1", f"2026-01-13 10:30 {event}", zone_name=ZONE)
    found = clock(clocks(founding("apifonica"), facts, at("2026-01-20 12:00", ZONE)), "response")
    assert (found.verdict, found.stopped) == ("missed", None)


@pytest.mark.clause("AP-15")
@pytest.mark.parametrize("environment", ["staging", "development"])
@pytest.mark.parametrize(("priority", "clause"), [("P1", "4.2, first row"), ("2", "4.2, second row")])
def test_staging_and_development_are_refused_the_first_two_priorities(
    environment: str, priority: str, clause: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--priority", priority, "--environment", environment, "--opened", "2026-01-13T10:00+01:00", "--json"]
    with pytest.raises(SystemExit) as left:
        main(["deadline", APIFONICA, *options])
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert left.value.code == 2
    assert (problem["clause"], environment in problem["what"]) == (clause, True)


@pytest.mark.clause("AP-15")
def test_they_are_general_issues(capsys: pytest.CaptureFixture[str]) -> None:
    answers = "environment=staging; impact=unavailable"
    with pytest.raises(SystemExit) as left:
        main(["deadline", APIFONICA, "--answers", answers, "--opened", "2026-01-13T10:00+01:00", "--json"])
    assert (left.value.code, json.loads(capsys.readouterr().out)["priority"]) == (0, "p4")


@pytest.mark.clause("AP-13")
def test_the_command_names_reading_clause_and_zone(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["deadline", APIFONICA, "--priority", "2", "--opened", "2026-03-27 17:00", "--json"])
    response, resolution = json.loads(capsys.readouterr().out)["targets"]
    # As in the table above: one hour on Friday, two and five on Monday after clocks went forward.
    assert (response["due"], response["due_local"]) == ("2026-03-30T08:00:00Z", "2026-03-30T10:00:00+02:00")
    assert (resolution["due"], resolution["reading"]) == ("2026-03-30T11:00:00Z", "6 hours of working time")
    assert response["source"]["clause"] == "4.2, second row, first column"
    assert "decided by Upheld project" in response["working"][3]["decided"]
