"""The blocks that a statement is laid out in; every printed form draws the same blocks in the same order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upheld.statements.statement import DayBar, HeatStrip, Verdict

_NARROW = 16

Legend = tuple[tuple[str, str], ...]
"""Kinds of what is drawn, and what they are called."""

Tone = Literal["plain", "good", "bad", "warn", "quiet"]


@dataclass(frozen=True, slots=True)
class Title:
    """The head of the sheet: whose statement it is, for which account, and a few facts."""

    kicker: str
    heading: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Banner:
    """A verdict in one sentence."""

    verdict: Verdict
    word: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 2 begins a part of the sheet, level 3 a section of it."""

    level: Literal[2, 3]
    text: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A short text."""

    text: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Card:
    """One figure to be seen at a glance."""

    label: str
    value: str
    detail: str
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Cards:
    """Figures side by side."""

    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Bars:
    """Days as bars, in rows with a label each; `words` says in a sentence what they show."""

    words: str
    rows: tuple[tuple[str, tuple[DayBar, ...]], ...]
    legend: Legend


@dataclass(frozen=True, slots=True)
class Strips:
    """Bad days minute by minute."""

    strips: tuple[HeatStrip, ...]
    legend: Legend


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; its first line is the main one."""

    lines: tuple[str, ...]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `wide` numbers the column that takes the room that is left."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    wide: int = 0

    @property
    def longest_lines(self) -> tuple[int, ...]:
        """For each column, how many signs its longest line has."""
        lines = ([header, *(line for row in self.rows for line in row[place].lines)]
                 for place, header in enumerate(self.headers))  # fmt: skip
        return tuple(max(map(len, column)) for column in lines)

    @property
    def narrow_columns(self) -> frozenset[int]:
        """The columns whose lines are so short that they are never broken."""
        return frozenset(p for p, longest in enumerate(self.longest_lines) if p != self.wide and longest <= _NARROW)


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, one below the other."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be copied as it stands."""

    text: str


Block = Title | Banner | Heading | Paragraph | Cards | Bars | Strips | Table | Facts | Code


def cell(*lines: str, tone: Tone = "plain") -> Cell:
    """A cell of the lines that say something."""
    return Cell(tuple(line for line in lines if line), tone)
