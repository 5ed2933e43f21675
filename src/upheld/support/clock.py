"""A clock as a value: one target of one ticket under one priority, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from upheld.agreements.terms.support import TargetKind
from upheld.support.promises import Promise
from upheld.support.running import Running

Verdict = Literal["kept", "missed", "running", "paused", "not started", "no target", "replaced", "merged"]
_OPEN: frozenset[Verdict] = frozenset({"running", "paused", "missed", "not started"})


@dataclass(frozen=True, slots=True)
class Clock:
    """One target of one ticket under one priority. Instants are UTC epoch seconds; None is what cannot be told.

    `number` counts what is owed of the same kind: each update, and each time with a new clock after
    reopening. `due` is the instant by which the promise must be kept, and at which it still is. `stopped` and
    `how`: what stopped it. `since`: from when it is in force (the opening, or the change of priority that set
    it). `replaced`: when a change of priority put another clock in its place; if it had been missed by then,
    that stays on record, else its verdict is `replaced`. `spent` and `left` are seconds as the promise counts
    them, `left` being negative when overrun; `paused` is elapsed seconds of waiting. `late` is elapsed
    seconds from `due` until the event that came too late, or until now. `promise` and `running` are None
    where there is no target.
    """

    ticket: str
    kind: TargetKind
    number: int
    priority: str
    verdict: Verdict
    started: int | None = None
    since: int | None = None
    due: int | None = None
    stopped: int | None = None
    how: str = ""
    replaced: int | None = None
    spent: int = 0
    left: int | None = None
    paused: int = 0
    late: int | None = None
    promise: Promise | None = None
    running: Running | None = None

    @property
    def open(self) -> bool:
        """Whether the target is still owed."""
        return self.stopped is None and self.replaced is None and self.verdict in _OPEN


def next_due(clocks: tuple[Clock, ...]) -> Clock | None:
    """The clock still owed that falls due first; None where none does."""
    dated = [(clock.due, clock.kind, clock) for clock in clocks if clock.open and clock.due is not None]
    return min(dated, default=(0, "", None), key=lambda entry: entry[:2])[2]
