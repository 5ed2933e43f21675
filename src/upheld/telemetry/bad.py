"""Lines that could not be read: counted by reason, shown with their numbers, written to a quarantine file."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

from upheld.telemetry.limits import EXAMPLES

_SHOWN = 300  # characters of a bad line in an example; the quarantine file has all of it


@dataclass(frozen=True, slots=True)
class BadLine:
    """One line that could not be read: file, 1-based line number (0 where it has none), why, and its text."""

    file: str
    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class BadLines:
    """All bad lines of a reading: their number by reason, and the first few of each reason in order of the files."""

    by_reason: Mapping[str, int]
    examples: tuple[BadLine, ...]

    @property
    def total(self) -> int:
        """How many lines are bad."""
        return sum(self.by_reason.values())

    def share_of(self, rows: int) -> Fraction:
        """The share of bad lines among all that are neither blank nor a header; 0 where there is nothing at all."""
        return Fraction(self.total, rows + self.total) if rows + self.total else Fraction(0)


NONE = BadLines(MappingProxyType({}), ())


def gathered(found: Iterable[BadLines]) -> BadLines:
    """The bad lines of several files as one account."""
    counts: Counter[str] = Counter()
    examples: list[BadLine] = []
    for bad in found:
        counts.update(bad.by_reason)
        examples.extend(bad.examples)
    return BadLines(MappingProxyType(dict(sorted(counts.items()))), tuple(_first_of_each(examples)))


def write_quarantine(path: Path, lines: Iterable[BadLine]) -> int:
    """Write JSON lines {file, line, reason, text} and return their number; the file appears whole or not at all."""
    part = path.with_name(path.name + ".part")
    written = 0
    with part.open("w", encoding="ascii", newline="\n") as stream:
        for bad in lines:
            entry = {"file": bad.file, "line": bad.line, "reason": bad.reason, "text": bad.text}
            stream.write(json.dumps(entry) + "\n")
            written += 1
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(path)
    return written


def shortened(bad: BadLine) -> BadLine:
    """The line as an example shows it."""
    cut = bad.text if len(bad.text) <= _SHOWN else bad.text[:_SHOWN] + " ..."
    return BadLine(bad.file, bad.line, bad.reason, cut)


def _first_of_each(examples: Iterable[BadLine]) -> Iterator[BadLine]:
    shown: Counter[str] = Counter()
    for example in examples:
        shown[example.reason] += 1
        if shown[example.reason] <= EXAMPLES:
            yield example
