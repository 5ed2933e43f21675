"""The production support levels: three plans, two calendars, severities that move, and documents that rule."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS, at, clock, clocks, events, founding, wall
from upheld import load
from upheld.cli.main import main
from upheld.support.clock import Clock

ZONE = "America/Chicago"
CONNEX = str(AGREEMENTS / "ignite-connex.yaml")


def due(opened: str, severity: str, plan: str) -> str:
    facts = events(f"{opened} opened priority={severity}, plan={plan}", zone_name=ZONE)
    return wall(clock(clocks(founding("ignite-connex"), facts, facts[0].at), "response").due, ZONE)


@pytest.mark.clause("PS-02")
@pytest.mark.parametrize("plan", ["break_fix", "advanced"])
def test_standard_hours_follow_the_clocks_of_the_united_states(plan: str) -> None:
    # 08:00 to 17:00. Break-fix 24 h, advanced 12 h, in hours of operation.
    # Friday, 6 March 2026, 16:00; clocks go forward on Sunday. One hour on Friday, then Monday 9 h (10), Tuesday 9 h
    # (19), Wednesday 5 h (24), 13:00; and for 12 h: Monday 9 h (10), Tuesday 2 h (12), 10:00; all on the new offset.
    spring = {"break_fix": "Wed 2026-03-11 13:00 -05:00", "advanced": "Tue 2026-03-10 10:00 -05:00"}
    assert due("2026-03-06 16:00", "1", plan) == spring[plan]
    # Friday, 30 October 2026, 16:00; clocks go back on Sunday. The same hours on the other offset.
    autumn = {"break_fix": "Wed 2026-11-04 13:00 -06:00", "advanced": "Tue 2026-11-03 10:00 -06:00"}
    assert due("2026-10-30 16:00", "2", plan) == autumn[plan]


READINGS = [
    # Monday, 2 November 2026, 10:00, 7 h left that day.
    # Operating hours, 24: Monday 7, Tuesday 9 (16), Wednesday 8: 16:00. 12: Monday 7, Tuesday 5: 13:00.
    ("break_fix", "working time", "Wed 2026-11-04 16:00 -06:00"),
    ("advanced", "working time", "Tue 2026-11-03 13:00 -06:00"),
    # By the clock: a day later, and half a day later.
    ("break_fix", "elapsed time", "Tue 2026-11-03 10:00 -06:00"),
    ("advanced", "elapsed time", "Mon 2026-11-02 22:00 -06:00"),
]


@pytest.mark.clause("PS-03")
@pytest.mark.parametrize(("plan", "reading", "expected"), READINGS)
def test_hours_are_read_either_way_as_decided(tmp_path: Path, plan: str, reading: str, expected: str) -> None:
    file = tmp_path / "reading.yaml"
    file.write_text(
        f"""
upheld: 1
agreement: ignite-connex
title: A reading of hours
provider: Ignite Connex
version: {{id: reading}}
include: [{{file: {CONNEX}, ranks: below}}]
decisions:
  - term: support.plans.{plan}.targets.1.response.counted
    question: Operating hours, or the clock?
    chosen: {reading}
    by: The test
    why: To see it.
""",
        encoding="utf-8",
    )
    facts = events(f"2026-11-02 10:00 opened priority=1, plan={plan}", zone_name=ZONE)
    assert wall(clock(clocks(load(file), facts, facts[0].at), "response").due, ZONE) == expected


def premium(*lines: str, now: str) -> tuple[Clock, ...]:
    first, *rest = lines
    facts = events(f"{first}, plan=premium", *rest, zone_name=ZONE)
    return clocks(founding("ignite-connex"), facts, at(now, ZONE))


@pytest.mark.clause("PS-04")
def test_raising_the_severity_moves_the_clock_and_keeps_the_time_spent() -> None:
    # Severity 3, Friday 16:00: one hour of standard hours has run by 17:00. Raised on Saturday at 10:00 to severity 2,
    # 4 h around the clock: 3 h are left, until 13:00.
    found = premium(
        "2026-11-06 16:00 opened priority=3", "2026-11-07 10:00 priority_changed priority=2", now="2026-11-07 11:00"
    )
    raised = clock(found, "response")
    assert raised.promise is not None
    assert (raised.priority, raised.promise.calendar) == ("2", "around_the_clock")
    assert (wall(raised.due, ZONE), raised.left) == ("Sat 2026-11-07 13:00 -06:00", 2 * 3600)
    (before,) = [each for each in found if each.replaced is not None]
    assert (before.priority, before.verdict, before.spent) == ("3", "replaced", 3600)


@pytest.mark.clause("PS-04")
def test_lowering_it_goes_back_to_standard_hours() -> None:
    # Severity 1 on Saturday at 10:00, lowered to 3 at 11:00: 1 of 8 h is spent, 7 run from Monday 08:00: 15:00.
    found = premium(
        "2026-11-07 10:00 opened priority=1", "2026-11-07 11:00 priority_changed priority=3", now="2026-11-07 12:00"
    )
    assert wall(clock(found, "response").due, ZONE) == "Mon 2026-11-09 15:00 -06:00"


PREMIUM = {
    # Friday, 6 November 2026, 15:00. 1 and 2 run on: 17:00, 19:00. 3: two hours on Friday, six on Monday: 14:00.
    # 4: 2, Monday 9 (11), Tuesday 9 (20), Wednesday 4: 12:00. 5: Wednesday 9 (29), Thursday (38), Friday (47),
    # Monday 1: 09:00.
    "2026-11-06 15:00": (
        "Fri 2026-11-06 17:00 -06:00", "Fri 2026-11-06 19:00 -06:00", "Mon 2026-11-09 14:00 -06:00",
        "Wed 2026-11-11 12:00 -06:00", "Mon 2026-11-16 09:00 -06:00",
    ),
    # Saturday, 31 October, 23:00; at 02:00 clocks go back to 01:00. Two hours later it is 01:00 for the first
    # time; four hours later it is 02:00. Standard hours run from Monday 08:00: 16:00; 9, 18, 24: Wednesday 14:00;
    # 9 x 5 = 45 by Friday, three more on Monday, 9 November: 11:00.
    "2026-10-31 23:00": (
        "Sun 2026-11-01 01:00 -05:00", "Sun 2026-11-01 02:00 -06:00", "Mon 2026-11-02 16:00 -06:00",
        "Wed 2026-11-04 14:00 -06:00", "Mon 2026-11-09 11:00 -06:00",
    ),
    # Sunday, 8 March, 01:30; at 02:00 clocks go forward to 03:00: two hours later it is 04:30.
    "2026-03-08 01:30": (
        "Sun 2026-03-08 04:30 -05:00", "Sun 2026-03-08 06:30 -05:00", "Mon 2026-03-09 16:00 -05:00",
        "Wed 2026-03-11 14:00 -05:00", "Mon 2026-03-16 11:00 -05:00",
    ),
}  # fmt: skip


@pytest.mark.clause("PS-05")
@pytest.mark.parametrize("opened", PREMIUM)
def test_premium_acknowledges_all_five_severities_in_time(opened: str) -> None:
    assert tuple(due(opened, severity, "premium") for severity in "12345") == PREMIUM[opened]


@pytest.mark.clause("PS-09")
def test_an_accounts_own_agreement_rules_term_by_term(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "acme.yaml"
    file.write_text(
        f"""
upheld: 1
agreement: ignite-connex
title: Service level agreement with Acme
provider: Ignite Connex
version: {{id: acme}}
include: [{{file: {CONNEX}, ranks: below}}]
support:
  plans:
    premium:
      targets:
        "1":
          response: {{within: 30 minutes, clause: Acme 3}}
accounts:
  acme-emea:
    plan: premium
    terms:
      support.plans.premium.targets.2.response.within: 90 minutes
""",
        encoding="utf-8",
    )

    def told(severity: str, account: str) -> tuple[str, str, str]:
        given = ["--priority", severity, "--plan", "premium", "--opened", "2026-11-06 15:00", "--zone", ZONE, "--json"]
        with pytest.raises(SystemExit):
            main(["deadline", str(file), "--account", account, *given])
        (response,) = json.loads(capsys.readouterr().out)["targets"]
        return response["due_local"], response["source"]["document"], response["source"]["clause"]

    # Friday 15:00: the customer's agreement gives 30 minutes, the account's own term 90, the standard the rest.
    own, standard = "Service level agreement with Acme", "Production Support Level Details"
    assert told("1", "acme-us") == ("2026-11-06T15:30:00-06:00", own, "Acme 3")
    assert told("2", "acme-emea")[:2] == ("2026-11-06T16:30:00-06:00", "terms of account acme-emea")
    assert told("2", "acme-us")[:2] == ("2026-11-06T19:00:00-06:00", standard)
    assert told("3", "acme-us")[:2] == ("2026-11-09T14:00:00-06:00", standard)


@pytest.mark.clause("PS-08")
def test_a_severity_that_the_plan_does_not_cover_has_no_target(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(
            ["deadline", CONNEX, "--plan", "break_fix", "--answers", "impact=partial", "--opened", "2026-11-06T15:00Z"]
        )
    said = capsys.readouterr().out
    assert left.value.code == 0
    assert "The plan has no response target for priority 3: no deadline." in said
