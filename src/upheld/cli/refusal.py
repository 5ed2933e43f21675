"""How a command says that its input is at fault: every problem at once on standard error, and exit code 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import NoReturn

from upheld.problems import Problem, Refused

FAULTY_INPUT = 2


def as_record(problem: Problem) -> dict[str, str | int]:
    """A problem as JSON tells it."""
    return {
        "severity": problem.severity,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "field": problem.field,
        "what": problem.what,
        "help": problem.help,
        "clause": problem.clause,
        "code": problem.code,
    }


def refuse(problems: Iterable[Problem], *, as_json: bool = False) -> NoReturn:
    """Print the problems in order of their place and leave with exit code 2; with `as_json`, also as JSON."""
    found = Refused(problems).problems
    if as_json:
        sys.stdout.write(
            json.dumps({"problems": [as_record(problem) for problem in found]}, ensure_ascii=False, indent=2) + "\n"
        )
    for problem in found:
        sys.stderr.write(
            f"{problem.place}: {problem.severity}: {problem.field + ': ' if problem.field else ''}{problem.what}\n"
        )
        if problem.help:
            sys.stderr.write(f"    {problem.help}\n")
    raise SystemExit(FAULTY_INPUT)
