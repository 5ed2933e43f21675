"""How well promised times were kept, in numbers: counts of tickets by week and by part, and their stored form."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from upheld.server.look.percents import percent

WEEKS = 8
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Tickets of which a promise was kept or missed, is still open, or left the figures."""

    kept: int = 0
    missed: int = 0
    open: int = 0
    excluded: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.kept + other.kept, self.missed + other.missed, self.open + other.open, self.excluded + other.excluded
        )

    @property
    def judged(self) -> int:
        """How many were judged."""
        return self.kept + self.missed

    @property
    def percent(self) -> str:
        """The share that was kept, `92.8%`; empty where nothing was judged."""
        return percent(Fraction(self.kept, self.judged), 1) if self.judged else ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What was counted of one target of one priority of a plan; of one account (its slug), or of all (empty).

    `week` is the number of the week in which the tickets were opened, the earliest is 0.
    """

    week: int
    agreement: str
    account: str
    plan: str
    priority: str
    target: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Line:
    """What belongs together under a key: counts by week, the earliest first, and by part (such as a target)."""

    key: Key
    weeks: tuple[Counts, ...]
    parts: tuple[tuple[Key, Counts], ...]

    @property
    def total(self) -> Counts:
        """All weeks together."""
        return sum(self.weeks, Counts())

    def told(self) -> list[object]:
        """Its stored form."""
        weeks = [_numbers(each) for each in self.weeks]
        return [list(self.key), weeks, [[list(key), _numbers(each)] for key, each in self.parts]]

    @classmethod
    def of(cls, told: Any) -> Line:
        """From its stored form, as JSON gives it back."""
        key, weeks, parts = told
        return cls(
            tuple(key), tuple(Counts(*each) for each in weeks), tuple((tuple(part), Counts(*n)) for part, n in parts)
        )


def lines_of(cells: Iterable[Cell], key: Callable[[Cell], Key], part: Callable[[Cell], Key]) -> Iterator[Line]:
    """The cells put together by a key, in its order; each with its parts, in their order."""
    groups = defaultdict[Key, list[Cell]](list)
    for cell in cells:
        groups[key(cell)].append(cell)
    for named, own in sorted(groups.items()):
        yield _line(named, own, part)


def _line(key: Key, cells: Iterable[Cell], part: Callable[[Cell], Key]) -> Line:
    weeks, parts = [Counts()] * WEEKS, defaultdict[Key, Counts](Counts)
    for cell in cells:
        weeks[cell.week] += cell.counts
        parts[part(cell)] += cell.counts
    return Line(key, tuple(weeks), tuple((name, parts[name]) for name in sorted(parts)))


def _numbers(counts: Counts) -> list[int]:
    return [counts.kept, counts.missed, counts.open, counts.excluded]
