"""Print every clause of the mission, the tests that carry it, and how they end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten

from rich.console import Console
from rich.table import Table

from tests.clauses.mission import Clause, mission

ROOT = Path(__file__).resolve().parent.parent
COLOURS = {"passing": "green", "failing": "red", "skipped": "yellow", "no test": "dim"}
# What pytest answers when it ran: all passed, some failed, nothing to run.
RAN = (0, 1, 5)

Outcomes = Mapping[str, str]


def main() -> int:
    """Run the tests that carry clauses and print the table; 1 when a carried clause does not pass.

    With `--of FILE`, the table is of a report that a run of all tests has written: `pytest --clause-report=FILE`.
    """
    if sys.argv[1:] and (sys.argv[1] != "--of" or len(sys.argv) != 3):
        print("./run clauses runs the tests that carry clauses; ./run clauses --of FILE reads a report of them.")
        return 0 if sys.argv[1] in {"-h", "--help"} else 2
    if sys.argv[1:]:
        recorded = json.loads(Path(sys.argv[2]).read_text())
        return show([(clause, recorded.get(clause.id, {})) for clause in mission()])
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "clauses.json"
        code, output = run_tests(report)
        if code not in RAN:
            print(output, file=sys.stderr)
            return code
        recorded = json.loads(report.read_text())
    if code == 1:
        print(output)
    return show([(clause, recorded.get(clause.id, {})) for clause in mission()])


def run_tests(report: Path) -> tuple[int, str]:
    """Run every test that carries a clause; pytest's exit code and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-m", "clause", f"--clause-report={report}"]
    ran = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True)
    return ran.returncode, ran.stdout


def show(rows: list[tuple[Clause, Outcomes]]) -> int:
    """Print the table and the totals, and answer the exit code."""
    table = Table("clause", "says", "tests", "state")
    for clause, outcomes in rows:
        state = state_of(outcomes)
        says = shorten(clause.says, 70, placeholder=" ...")
        table.add_row(clause.id, says, "\n".join(names(outcomes)), state, style=COLOURS[state])
    Console(width=None if sys.stdout.isatty() else 170).print(table)
    counts = Counter(state_of(outcomes) for _, outcomes in rows)
    print(f"{len(rows)} clauses: " + ", ".join(f"{counts[state]} {state}" for state in COLOURS))
    return 1 if counts["failing"] else 0


def state_of(outcomes: Outcomes) -> str:
    """A clause passes when a test carries it and every one of them passed."""
    found = set(outcomes.values())
    if "failed" in found:
        return "failing"
    if "skipped" in found:
        return "skipped"
    return "passing" if found else "no test"


def names(outcomes: Outcomes) -> list[str]:
    """The tests as file::test, each once, with the number of its cases when there are several."""
    cases = Counter(node.split("[")[0].removeprefix("tests/") for node in outcomes)
    return [name if count == 1 else f"{name} ({count} cases)" for name, count in cases.items()]


if __name__ == "__main__":
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # a reader such as `head` may stop listening
    sys.exit(main())
