"""Faults of input as values: where, what is wrong, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "question"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in a file: 1-based line and column; 0 means that the place inside the file is not known."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`file:line:column`, leaving out what is not known."""
        parts = [self.file, *(str(number) for number in (self.line, self.column) if number)]
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its place, the field it is about (dotted path), what is wrong, and how to mend it."""

    place: Place
    field: str
    what: str
    help: str = ""
    severity: Severity = "error"
    code: str = ""
    clause: str = ""

    def __str__(self) -> str:
        """One line that a person can act on."""
        subject = f"{self.field}: " if self.field else ""
        mend = f" ({self.help})" if self.help else ""
        return f"{self.place}: {self.severity}: {subject}{self.what}{mend}"


class Refused(ValueError):  # noqa: N818 - it names what happened to the input, as the field's own word
    """Input was refused; carries every problem found, in order of place.

    The one exception of the public library for faulty input: `problems` holds them all.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems sorted by place, so that reports are the same for the same input."""
        self.problems = tuple(sorted(problems, key=lambda fault: (fault.place, fault.field, fault.what)))
        super().__init__("\n".join(str(problem) for problem in self.problems))
