"""A pytest plugin: checks the clause ids that tests carry, and writes down how those tests end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.clauses.mission import SOURCE, mission

PROPERTY = "clause"
# From the best outcome of a test to the worst; a phase never mends an earlier one.
OUTCOMES = ("passed", "skipped", "failed")


def carried(item: pytest.Item) -> list[str]:
    """The clause ids that a test carries, by any number of marks."""
    return [str(id_) for mark in item.iter_markers("clause") for id_ in mark.args]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the file that the outcomes are written to."""
    parser.addoption("--clause-report", type=Path, metavar="FILE", help="write how each clause's tests end (JSON)")


def pytest_configure(config: pytest.Config) -> None:
    """Keep the record when somebody asks for it."""
    # Where tests run in several processes, the first one hears of all of them.
    if (target := config.getoption("clause_report")) and not hasattr(config, "workerinput"):
        kept = json.loads(target.read_text()) if config.getoption("lf", default=False) and target.exists() else {}
        config.pluginmanager.register(Record(target, kept), "clause-record")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse ids that the mission does not have, all at once, and note the others on the tests."""
    known = {clause.id for clause in mission()}
    faults: dict[str, None] = {}  # each once, in order: a test with many cases has one mark
    for item in items:
        ids = carried(item)
        test = item.nodeid.split("[")[0]
        faults |= {f"{test}: no clause {id_!r} in {SOURCE.name}": None for id_ in ids if id_ not in known}
        item.user_properties += [(PROPERTY, id_) for id_ in ids]
    if faults:
        raise pytest.UsageError("\n".join(faults))


class Record:
    """How the tests of each clause end: clause id -> test -> the worst outcome of its phases."""

    def __init__(self, target: Path, kept: dict[str, dict[str, str]]) -> None:
        """Write to `target` when the run is over; `kept` is what it says of tests that are not run again."""
        self.target = target
        self.outcomes = kept

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase (set-up, call or tear-down) of one test."""
        for name, id_ in report.user_properties:
            if name == PROPERTY:
                tests = self.outcomes.setdefault(str(id_), {})
                before = OUTCOMES[0] if report.when == "setup" else tests.get(report.nodeid, OUTCOMES[0])
                tests[report.nodeid] = max(before, report.outcome, key=OUTCOMES.index)

    def pytest_sessionfinish(self) -> None:
        """Write the record; the same outcomes give the same file."""
        self.target.write_text(json.dumps(self.outcomes, indent=1, sort_keys=True) + "\n")
