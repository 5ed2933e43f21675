"""Deadlines and working time for millions of instants in one call."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
from numpy.typing import ArrayLike

from upheld.timeline.days import HorizonError
from upheld.timeline.instants import MICROS
from upheld.timeline.work_arrays import BLOCK, Seconds, WorkArrays, arrays_of
from upheld.timeline.work_clock import WorkClock


def add_many(clock: WorkClock, starts: ArrayLike, seconds: ArrayLike, *, closing: bool) -> Seconds:
    """The deadline of each start; `seconds` is one number or as many as there are starts."""
    at, by = _whole(starts, "starts"), _whole(seconds, "seconds")
    if by.shape not in ((), at.shape):
        raise ValueError(f"seconds has shape {by.shape}; give one number, or shape {at.shape} as starts has")
    due = np.empty_like(at)
    if at.size == 0:
        return due
    arrays = _reaching(clock, at, by)
    flat_at, flat_by, flat_due = at.ravel(), by.ravel(), due.ravel()
    for low in range(0, at.size, BLOCK):
        part = slice(low, low + BLOCK)
        flat_due[part] = _due(arrays, flat_at[part], flat_by[part] if by.shape else flat_by, closing=closing)
    return due


def between_many(clock: WorkClock, starts: ArrayLike, ends: ArrayLike) -> Seconds:
    """The working seconds from each start to its end; negative when reversed."""
    first, second = np.broadcast_arrays(_whole(starts, "starts"), _whole(ends, "ends"))
    spent = np.empty(first.shape, dtype=np.int64)
    if spent.size == 0:
        return spent
    arrays = _covering(clock, min(first.min(), second.min()), max(first.max(), second.max()))
    first, second, flat = first.ravel(), second.ravel(), spent.ravel()
    for low in range(0, spent.size, BLOCK):
        part = slice(low, low + BLOCK)
        flat[part] = arrays.done_at(second[part]) - arrays.done_at(first[part])
    return spent


def _due(arrays: WorkArrays, at: Seconds, by: Seconds, *, closing: bool) -> Seconds:
    """One block. `early` is 1 where the earliest instant is meant: a deadline that lands on a closing."""
    early = ((by > 0) & closing).astype(np.int64)
    key = arrays.done_at(at) + (by - early)
    stays = (by == 0) & closing
    any_stays = bool(stays.any())
    if any_stays:
        # Nothing is added there, so nothing is looked up: the answer is the start itself.
        key = np.where(stays, 0, key)
    if key.min() < 0 or key.max() >= max(arrays.total, 1):
        raise HorizonError("some deadline lies beyond the years for which this calendar is known")
    due = arrays.at_done(key) + early
    return np.where(stays, at, due) if any_stays else due


def _reaching(clock: WorkClock, at: Seconds, by: Seconds) -> WorkArrays:
    """Arrays that reach from the earliest start, and from the latest with the longest duration."""
    early, late = int(at.min()), int(at.max())
    clock.covering(early * MICROS, late * MICROS)
    for start, duration in ((early, int(by.min())), (late, int(by.max()))):
        if duration:
            # Start and duration may belong to different elements, so that failing here says nothing yet.
            with suppress(HorizonError):
                clock.moved(start * MICROS, duration * MICROS, earliest=False)
    return _covering(clock, early, late)


def _covering(clock: WorkClock, early: int, late: int) -> WorkArrays:
    return arrays_of(clock.covering(int(early) * MICROS, int(late) * MICROS))


def _whole(values: ArrayLike, name: str) -> Seconds:
    """An array of whole numbers, contiguous; anything else is refused, since seconds are exact."""
    array = np.asarray(values)
    if array.dtype.kind not in "iu":
        raise ValueError(f"{name} must be whole epoch seconds (int64), not {array.dtype}")
    return np.ascontiguousarray(array, dtype=np.int64).reshape(array.shape)
