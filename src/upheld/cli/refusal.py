"""How a command says that its input is at fault: every problem at once on standard error, and exit code 2."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NoReturn

from upheld.problems import Problem, Refused
from upheld.wording import say_word, told

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


def language_in(arguments: Sequence[str]) -> str:
    """The language that a command line asks for, also one whose command never began; English where it asks for none."""
    asked = next((value for name, value in pairwise(arguments) if name == "--language"), "en")
    return next((each.partition("=")[2] for each in arguments if each.startswith("--language=")), asked)


def refuse(problems: Iterable[Problem], language: str = "en", *, as_json: bool = False) -> NoReturn:
    """Print the problems in order of their place and leave with exit code 2; with `as_json`, also as JSON."""
    found = Refused(problems).problems
    if as_json:
        sys.stdout.write(
            json.dumps({"problems": [as_record(problem) for problem in found]}, ensure_ascii=False, indent=2) + "\n"
        )
    for problem in found:
        severity, what, mend = (
            told(text, language) for text in (say_word(problem.severity), problem.what, problem.help)
        )
        sys.stderr.write(f"{problem.place}: {severity}: {problem.field + ': ' if problem.field else ''}{what}\n")
        if mend:
            sys.stderr.write(f"    {mend}\n")
    raise SystemExit(FAULTY_INPUT)
