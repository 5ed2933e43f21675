"""Bars: a clock's time as spent, paused, left and late, in hundredths of the bar's length."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["good", "warn", "bad", "wait", "none"]
WHOLE = 1000
"""The length of a bar in its own units; pages draw it by `viewBox`, for no style may stand in a page."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a bar: from where, how long, and what it means."""

    begin: int
    length: int
    tone: Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and what it says to who does not see it."""

    pieces: tuple[Piece, ...]
    says: str


def bar_of(parts: tuple[tuple[int, Tone], ...], says: str, whole: int | None = None) -> Bar:
    """Parts of a length, one behind the other; `whole` is the length of the full bar where they do not fill it."""
    total = max(whole or 0, sum(amount for amount, _ in parts)) or 1
    pieces: list[Piece] = []
    begin = 0
    for amount, tone in parts:
        end = begin + max(amount, 0)
        left, right = begin * WHOLE // total, end * WHOLE // total
        # What is there is seen, however short it is.
        if amount > 0:
            pieces.append(Piece(left, max(right - left, 4), tone))
        begin = end
    return Bar(tuple(pieces), says)
