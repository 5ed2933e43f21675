"""The worked example of the agents' guide happens as it is told there."""

from __future__ import annotations

import pytest

from tests.desk import at, wall
from tests.measured import ROOT
from tests.server.founding import customer
from tests.server.scene import NOBODY
from upheld.server.desk.facts import Fact
from upheld.server.desk.opening import Report, open_ticket
from upheld.server.desk.recording import Recorded, record
from upheld.support.clock import Clock
from upheld.support.wording import duration_text
from upheld.timeline.instants import utc_from_seconds

BRUSSELS = "Europe/Brussels"
GUIDE = (ROOT / "docs" / "server" / "agent.md").read_text(encoding="utf-8")
# When each line of the example happens, and what.
STORY = (
    ("2026-10-23 17:05", Fact(0, "note", "", {"text": "Looks like a carrier."}), "waiting_on_third_party"),
    ("2026-10-23 17:31", Fact(0, "acknowledged", "e-mail accepted"), ""),
    ("2026-10-26 09:00", Fact(0, "priority_changed", "p1", {"text": "Calls fail altogether."}), ""),
    ("2026-10-26 10:00", Fact(0, "worked_around", "call logged"), ""),
    ("2026-10-26 11:30", Fact(0, "excluded", "service_providers", {"text": "Notice 4711."}), ""),
)


def rows() -> list[list[str]]:
    """The cells of the example's table, under its headings."""
    table = GUIDE[GUIDE.index("| when | what happens |") :].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table if line.startswith("|")]


def clock(made: Recorded, kind: str) -> Clock:
    return [each for each in made.standing.clocks if each.kind == kind and each.replaced is None][-1]


@pytest.mark.django_db
def test_the_example_of_the_guide() -> None:
    told = rows()
    began = at("2026-10-23 16:10", BRUSSELS)
    answers = {"environment": "production", "impact": "degraded"}
    report = Report("Calls break off", channel="web form", answers=answers)
    made = open_ticket(customer("apifonica"), report, NOBODY, utc_from_seconds(began))
    stages = [(began, made)]
    for text, fact, waits in STORY:
        moment = at(text, BRUSSELS)
        facts = [Fact(moment, fact.kind, fact.detail, fact.data)]
        facts += [Fact(moment, "paused", waits)] if waits else []
        stages.append((moment, record(made.ticket.pk, facts, NOBODY, utc_from_seconds(moment))))
    assert [row[0] for row in told] == [wall(moment, BRUSSELS) for moment, _ in stages]
    first, noted, answered, raised, solved, excluded = (made for _, made in stages)
    # The guide's figures: the hours that are left of Friday and those of Monday, worked out by hand there.
    assert told[0][2].startswith(f"due {wall(clock(first, 'response').due, BRUSSELS)}")
    assert told[0][3].startswith(f"due {wall(clock(first, 'resolution').due, BRUSSELS)}")
    assert (clock(noted, "resolution").verdict, noted.ticket.state) == ("running", "waiting")
    kept = clock(answered, "response")
    assert told[2][2] == f"kept, {duration_text(kept.spent)} spent, {duration_text(kept.left or 0)} left"
    assert (clock(raised, "response").priority, clock(raised, "response").verdict) == ("p2", "kept")
    assert told[3][3].endswith(f"due {wall(clock(raised, 'resolution').due, BRUSSELS)}")
    done = clock(solved, "resolution")
    assert told[4][3] == f"{done.verdict}, {duration_text(done.spent)} spent, {duration_text(done.left or 0)} left"
    assert excluded.standing.folded is not None
    assert excluded.standing.folded.excluded is not None
    assert excluded.standing.folded.excluded[1] == "service_providers"
