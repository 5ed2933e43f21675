"""Working time for many instants at once, on arrays of epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from upheld.timeline.instants import MICROS
from upheld.timeline.work_table import WorkTable

Seconds = NDArray[np.int64]

BLOCK = 1 << 14
"""Elements worked on at a time, so that every intermediate array stays in the processor's cache."""
_MOST_BUCKETS = 1 << 18
_MOST_STEPS = 6
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Locator:
    """Finds the last of many sorted bounds at or below each value.

    The range is cut into buckets of 2**shift seconds, and `first[b]` is the answer for a bucket's start; the
    bounds inside the bucket are then stepped over, `steps` at most. Where they crowd, bisection is used.
    """

    bounds: Seconds
    following: Seconds
    first: NDArray[np.intp]
    low: int
    shift: int
    steps: int

    @classmethod
    def of(cls, bounds: Seconds, low: int, high: int) -> Locator:
        """A locator for values from low to high."""
        shift = _shift(bounds[1:], high - low)
        buckets = ((high - low) >> shift) + 1
        starts = low + (np.arange(buckets + 1, dtype=np.int64) << shift)
        first = np.searchsorted(bounds, starts, side="right") - 1
        steps = int(np.diff(first).max())
        return cls(bounds, np.append(bounds[1:], _NEVER), first, low, shift, steps)

    def find(self, values: Seconds) -> NDArray[np.intp]:
        """Indices into the bounds."""
        if self.steps > _MOST_STEPS:
            return np.searchsorted(self.bounds, values, side="right") - 1
        # Indices are in range by construction; "clip" spares numpy a checking pass.
        found = self.first.take((values - self.low) >> self.shift, mode="clip")
        for _ in range(self.steps):
            found += values >= self.following.take(found, mode="clip")
        return found


def _shift(bounds: Seconds, width: int) -> int:
    """The largest bucket that holds one bound at most, or larger where that took too much memory."""
    apart = int(np.diff(bounds).min()) if len(bounds) > 1 else width
    least = (width // _MOST_BUCKETS).bit_length()
    return max(apart.bit_length() - 1, least, 0)


@dataclass(frozen=True, slots=True)
class WorkArrays:
    """A WorkTable in whole seconds, as arrays with their locators."""

    shifts: Seconds
    done_by_close: Seconds
    by_open: Locator
    by_done: Locator
    total: int

    @classmethod
    def of(cls, table: WorkTable) -> WorkArrays:
        """From the table in microseconds; calendars open and close on whole seconds."""
        opens, shifts, before, by_close = (
            np.array(column, dtype=np.int64) // MICROS
            for column in (table.opens, table.shifts, table.done_by_open, table.done_by_close)
        )
        start, end, total = table.start // MICROS, table.end // MICROS, table.total // MICROS
        return cls(shifts, by_close, Locator.of(opens, start, end), Locator.of(before, 0, max(total, 1)), total)

    def done_at(self, at: Seconds) -> Seconds:
        """Working seconds from the start of the table to each instant."""
        i = self.by_open.find(at)
        done: Seconds = np.minimum(at - self.shifts.take(i, mode="clip"), self.done_by_close.take(i, mode="clip"))
        return done

    def at_done(self, key: Seconds) -> Seconds:
        """The latest instant by which so many working seconds are done."""
        due: Seconds = key + self.shifts.take(self.by_done.find(key), mode="clip")
        return due


@lru_cache(maxsize=16)
def arrays_of(table: WorkTable) -> WorkArrays:
    """The arrays of a table, built once."""
    return WorkArrays.of(table)
