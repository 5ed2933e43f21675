"""A calendar compiled for a run of years: sorted openings with the working time done before each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from upheld.timeline.instants import MICROS
from upheld.timeline.spans import Pair


# Compared by identity: a clock asks whether its table was replaced, never whether two hold the same.
@dataclass(frozen=True, slots=True, eq=False)
class WorkTable:
    """Working time as a staircase, in microseconds, over the local years `first` to `last`.

    The working time done at an instant t, counted from the table's start, is
    `min(t - shifts[i], done_by_close[i])` where `opens[i]` is the last opening at or before t: inside the
    interval the first is smaller, after it the second. The other way round, working time w lies at
    `w + shifts[j]` where `done_by_open[j]` is the last at or below w. Entry 0 stands for the time before
    the first opening, so that no search runs off the front.
    """

    first: int
    last: int
    start: int
    end: int
    opens: tuple[int, ...]
    shifts: tuple[int, ...]
    done_by_open: tuple[int, ...]
    done_by_close: tuple[int, ...]

    @property
    def total(self) -> int:
        """The working time of the whole table."""
        return self.done_by_close[-1]

    @classmethod
    def of(cls, years: Pair, edges: Pair, pairs: Iterable[Pair]) -> WorkTable:
        """From open pairs in epoch seconds (sorted, apart from each other) between the edges of the years."""
        start, end = (edge * MICROS for edge in edges)
        opens, closes = [], []
        for opened, closed in pairs:
            opens.append(opened * MICROS)
            closes.append(closed * MICROS)
        done = list(accumulate((closed - opened for opened, closed in zip(opens, closes, strict=True)), initial=0))
        shifts = (opened - before for opened, before in zip(opens, done, strict=False))
        return cls(
            *years,
            start,
            end,
            opens=(start - 1, *opens),
            shifts=(start - 1, *shifts),
            done_by_open=(0, *done[:-1]),
            done_by_close=tuple(done),
        )
