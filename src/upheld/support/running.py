"""When a clock runs and when it stands still, and the instant at which it has run for as long as was promised."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from upheld.support.counting import Counting
from upheld.support.promises import Promise

Gap = tuple[int, int | None]
"""A stretch from an instant to another, or to no known end (None); epoch seconds."""


@dataclass(frozen=True, slots=True)
class Running:
    """The stretches in which a clock runs, in order; only the last may have no end.

    `goal` is the counted seconds at which it is due (for business days: those up to the date's instant, were
    there no pause), `due` the instant at which they have run, None where a pause with no known end comes
    before it.
    """

    time: Counting
    spans: tuple[Gap, ...]
    goal: int
    due: int | None

    def spent(self, until: int) -> int:
        """The seconds counted up to an instant."""
        total = 0
        for start, end in self.spans:
            stop = until if end is None or until < end else end
            if start < stop:
                total += self.time.between(start, stop)
        return total

    def reached(self, seconds: int) -> int | None:
        """The instant at which so many seconds have been counted; None where a pause with no known end comes first."""
        return _reached(self.time, self.spans, seconds)


def running_of(promise: Promise, start: int, gaps: tuple[Gap, ...], before: int = 0) -> Running:
    """How a clock runs from `start` with `gaps` cut out; `before` seconds were already spent on another clock."""
    spans = _spans(start, gaps)
    if promise.days is None:
        goal = max(0, (promise.seconds or 0) - before)
        return Running(promise.time, spans, goal, _reached(promise.time, spans, goal))
    first = promise.days.due(start)
    goal = promise.time.between(start, first)
    return Running(promise.time, spans, goal, _moved(promise, spans, first))


def clipped(gaps: Iterable[Gap], start: int, end: int | None) -> tuple[Gap, ...]:
    """The parts of gaps within a stretch, sorted, overlapping and touching ones joined, empty ones left out.

    A gap with no known end ends where the stretch does.
    """
    joined: list[Gap] = []
    for opens, closes in sorted(gaps, key=lambda gap: gap[0]):
        first = max(opens, start)
        last = closes if end is None or (closes is not None and closes < end) else end
        if last is not None and last <= first:
            continue
        if joined and (joined[-1][1] is None or first <= joined[-1][1]):
            joined[-1] = (joined[-1][0], _later(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _spans(start: int, gaps: tuple[Gap, ...]) -> tuple[Gap, ...]:
    """What lies between the gaps, from `start` on."""
    if not gaps:
        return ((start, None),)
    spans: list[Gap] = []
    at: int | None = start
    for opens, closes in gaps:
        if at is not None and at < opens:
            spans.append((at, opens))
        at = closes
    return tuple(spans) if at is None else (*spans, (at, None))


def _reached(time: Counting, spans: tuple[Gap, ...], seconds: int) -> int | None:
    left = seconds
    for start, end in spans:
        if end is None:
            return time.add(start, left)
        done = time.between(start, end)
        if left <= done:
            return time.add(start, left)
        left -= done
    return None


def _moved(promise: Promise, spans: tuple[Gap, ...], due: int) -> int | None:
    """The instant of a business date, moved later by the working time that each pause before it took."""
    for (_, end), following in zip(spans, (*spans[1:], None), strict=True):
        if end is None or due <= end:
            return due
        if following is None:
            return None
        lost = promise.time.between(end, following[0])
        due = promise.time.add(due, lost) if lost else due
    return None
