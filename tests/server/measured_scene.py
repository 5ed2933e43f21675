"""A small measured service for tests: an agreement about messages and calls, and a store of a few hundred requests.

Days and months are those of Berlin: October 2026 has 31 days and one more hour, 745 h = 2,682,000 s; November has
720 h = 2,592,000 s. What is promised is 99.9%: 2,682 s may be down in October, 2,592 s in November.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from tests.measured import MAPPING, minute, steady
from tests.server.scene import AGREEMENT, NOBODY, Scene, set_up
from upheld.server.figures.telemetry import folder_of
from upheld.telemetry.ingest import Stored, ingest
from upheld.telemetry.mapping import load_mapping

MEASURES = """
measures:
  messages:
    {title: Messages, series: requests, where: "route = '/messages'", valid: "NOT (status BETWEEN 400 AND 499)",
     bad: status >= 500, slice: 1 minute, down: {error_share: {over: 5%}}, no_traffic: up}
  calls:
    {title: Calls, series: requests, where: "route = '/calls'", valid: "NOT (status BETWEEN 400 AND 499)",
     bad: status >= 500, slice: 1 minute, down: {error_share: {over: 5%}}, no_traffic: up}
  platform:
    {title: The platform, of: [messages, calls], combine: {way: any}, value: time}
exclusions:
  force_majeure: {title: Force majeure, effect: leaves both sides, conditions: {evidence: {}}}
  customer_caused: {title: Caused by the customer, effect: leaves both sides, scope: one account,
                    conditions: {evidence: {}}}
  debt: {title: Suspended for debt, effect: leaves both sides, covers: whole time, scope: one account,
         conditions: {suspended: {after_debt_of: 2 months}}}
  throughput: {title: The agreed rate is exceeded, effect: leaves both sides, scope: one account,
               conditions: {rate_exceeded: {}}}
commitments:
  uptime: {title: Uptime, measure: platform, period: calendar month, target: 99.9%, comparison: at least,
           rounding: none, remedy: none}
"""
OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))


def measured_scene(agreement: str = AGREEMENT + MEASURES) -> Scene:
    """The scene with a measured agreement, `desk`, that binds both accounts."""
    return set_up(agreement)


def store(rows: Iterable[dict[str, object]], folder: Path, source: str = "desk") -> Stored:
    """Put requests into the store of the installation that a source names."""
    file = folder / f"{source}-{len(list(folder.iterdir()))}.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    mapping, problems = load_mapping(MAPPING, "mapping.yaml")
    assert not problems
    outcome = ingest([file], folder_of(source), mapping, now=datetime(2026, 12, 31, tzinfo=UTC))
    assert isinstance(outcome, Stored), outcome
    return outcome


def october() -> list[dict[str, object]]:
    """October: messages of acme fail for 10 minutes on the 5th, its calls for 50 minutes on the 12th.

    Other's messages work well in the first five of those ten minutes, 20 in each.
    """
    rows = steady("2026-10-01T00:00:00", 2, route="/messages", account="acme")
    rows += steady("2026-10-01T00:00:00", 2, route="/messages", account="other")
    for part in range(10):
        rows += minute(f"2026-10-05T10:{part:02}:00", 0, 1, route="/messages", account="acme")
    for part in range(5):
        rows += minute(f"2026-10-05T10:{part:02}:00", 20, 0, route="/messages", account="other")
    for part in range(50):
        rows += minute(f"2026-10-12T12:{part:02}:00", 0, 1, route="/calls", account="acme")
    return rows


def november() -> list[dict[str, object]]:
    """November until 09:00 UTC of the 2nd: acme's calls have failed since 08:50."""
    rows = steady("2026-11-01T00:00:00", 33 * 60, every=30, route="/messages", account="acme")
    rows += steady("2026-11-01T00:00:00", 33 * 60, every=30, route="/messages", account="other")
    for part in range(50, 60):
        rows += minute(f"2026-11-02T08:{part:02}:00", 0, 1, route="/calls", account="acme")
    return rows


__all__ = ["NOBODY", "OCTOBER", "measured_scene", "november", "october", "store"]
