"""Plivo's priorities and support plans: which issue gets which priority, and which plan gives which time."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.desk import AGREEMENTS, founding, wall
from upheld.cli.main import main
from upheld.library.support import Times, deadlines
from upheld.support.events import Opening
from upheld.support.opening import priority_of

PLIVO = str(AGREEMENTS / "plivo.yaml")


def expected_priority(environment: str, effect: str, workaround: str) -> str:
    """B.3 in plain words: only production gets the first two; an outage without a way around is the first."""
    if environment != "production" or effect == "none":
        return "p3"
    return "p1" if effect == "outage" and workaround == "no" else "p2"


@pytest.mark.clause("PL-08")
def test_every_combination_of_answers_leads_to_its_priority() -> None:
    environments, effects = ("production", "staging", "development"), ("outage", "degraded", "intermittent", "none")
    for environment, effect, workaround in itertools.product(environments, effects, ("yes", "no")):
        answers = {"environment": environment, "effect": effect, "workaround": workaround}
        found, problems = priority_of(founding("plivo"), Opening(answers=answers))
        assert (found, problems) == (expected_priority(environment, effect, workaround), ()), answers


@pytest.mark.clause("PL-08")
@pytest.mark.parametrize("environment", ["staging", "development"])
def test_a_named_priority_is_refused_where_the_definition_excludes_it(environment: str) -> None:
    for priority, clause in (("1", "B.3, Priority 1"), ("p2", "B.3, Priority 2")):
        found, (problem,) = priority_of(founding("plivo"), Opening(priority, environment=environment))
        assert (found, problem.clause) == (None, clause)
    assert priority_of(founding("plivo"), Opening("P3", environment=environment)) == ("p3", ())


ORDER_FORM = """
upheld: 1
agreement: plivo
title: Order form
provider: Plivo
version: {{id: order}}
include: [{{file: {file}, ranks: below}}]
calendars:
  support_hours:
    zone: America/Los_Angeles
    week: {{mon: [09:00-17:00], tue: [09:00-17:00], wed: [09:00-17:00], thu: [09:00-17:00], fri: [09:00-17:00]}}
    holidays: []
support:
  plans:
    premium:
      title: Premium
      calendar: support_hours
      clause: Order form 2
      targets:
        p1:
          response: {{within: 30 minutes, counted: elapsed time}}
          resolution: {{within: 4 hours, counted: elapsed time}}
        p2: {{response: {{within: 2 hours, counted: working time}}}}
"""


@pytest.mark.clause("PL-09")
def test_a_plan_gives_times_per_priority_and_says_where_it_gives_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "order.yaml"
    file.write_text(ORDER_FORM.format(file=PLIVO), encoding="utf-8")
    # Friday, 20 November 2026, 16:00 in Los Angeles (-08:00), which is midnight UTC.
    times = Times("2026-11-20 16:00", "2026-11-20 16:01", "America/Los_Angeles")

    def told(priority: str) -> list[str]:
        found = deadlines(file, Opening(priority, plan="premium"), times)
        return [
            f"{each.kind}: {wall(each.due, each.promise.zone) if each.promise else each.verdict}"
            for each in found.clocks
        ]

    assert told("p1") == ["response: Fri 2026-11-20 16:30 -08:00", "resolution: Fri 2026-11-20 20:00 -08:00"]
    # One hour on Friday until 17:00, one on Monday from 09:00; the plan has no time to resolve priority 2.
    assert told("p2") == ["response: Mon 2026-11-23 10:00 -08:00", "resolution: no target"]
    assert told("p3") == ["response: no target", "resolution: no target"]
    with pytest.raises(SystemExit):
        main(["deadline", str(file), "--plan", "premium", "--priority", "3", "--opened", "2026-11-20T16:00-08:00"])
    assert "The plan has no response target for priority p3: no deadline." in capsys.readouterr().out


@pytest.mark.clause("PL-09")
def test_the_document_itself_names_no_times_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["deadline", PLIVO, "--priority", "1", "--opened", "2026-11-20T16:00-08:00"])
    assert (left.value.code, "there is no deadline" in capsys.readouterr().out) == (0, True)
