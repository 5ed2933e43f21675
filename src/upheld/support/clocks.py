"""Clocks of a ticket: for every target what has run, what is left, when it is due, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.terms.support import TargetKind
from upheld.support.promises import Promise, SupportPlan
from upheld.support.running import Running, open_gap, running_of
from upheld.support.runs import Rules, Run, runs_of
from upheld.support.ticket import Ticket
from upheld.timeline.spans import Pair

Verdict = Literal["kept", "missed", "running", "paused", "not started", "no target", "replaced", "merged"]


@dataclass(frozen=True, slots=True)
class Clock:
    """One target of one ticket under one priority. Instants are UTC epoch seconds.

    `due` is the instant by which it must be kept (at it is kept); None where it cannot be told: paused, not started, or
    without a target. `spent` and `left` are seconds as the promise counts them, `left` negative when overrun and None
    without a target. `paused` is elapsed seconds spent in pauses. `late` is elapsed seconds from `due` to the event that
    came too late, or so far. `stopped` and `how` are what stopped it; `replaced` is when a change of priority put
    another clock in its place: its verdict stays on record if it had been missed by then.
    """

    ticket: str
    kind: TargetKind
    number: int
    priority: str
    promise: Promise | None
    started: int | None
    due: int | None
    stopped: int | None
    how: str
    verdict: Verdict
    spent: int = 0
    left: int | None = None
    paused: int = 0
    late: int | None = None
    replaced: int | None = None
    running: Running | None = None


@dataclass(frozen=True, slots=True)
class _Phase:
    """The part of a run under one priority: from `start` until `change` (None for the last)."""

    priority: str
    start: int
    change: int | None


def clocks_of(ticket: Ticket, plan: SupportPlan, now: int) -> tuple[Clock, ...]:
    """Every clock of a ticket as it stands at `now` (epoch seconds), by kind, then in order of time.

    `plan` is the one in force when the ticket was opened. Clocks that a change of priority replaced stay on record
    where they had been missed, and are named `replaced` where not.
    """
    rules = Rules(plan.support, plan.terms)
    found: list[Clock] = []
    for kind in plan.kinds:
        promise = plan.promises.get((ticket.priority, kind))
        for run in runs_of(ticket, kind, rules, promise.starts if promise else "opening"):
            found.extend(_clocks(ticket, plan, (kind, run), now))
    return tuple(found)


def next_due(clocks: tuple[Clock, ...]) -> Clock | None:
    """The open clock that falls due first; None where none is open."""
    still = [clock for clock in clocks if clock.stopped is None and clock.replaced is None and clock.due is not None]
    return min(still, key=lambda clock: (clock.due or 0, clock.kind), default=None)


def _clocks(ticket: Ticket, plan: SupportPlan, owed: tuple[TargetKind, Run], now: int) -> Iterator[Clock]:
    kind, run = owed
    if run.start is None:
        promise = plan.promises.get((ticket.priority, kind))
        verdict: Verdict = "not started" if promise else "no target"
        left = promise.seconds if promise else None
        yield Clock(ticket.id, kind, run.number, ticket.priority, promise, None, None, None, "", verdict, left=left)
        return
    gaps = _gaps(ticket, plan, kind, run)
    before = 0
    for phase in _phases(ticket, run, run.start):
        clock = _judged(_Case(ticket, kind, run, phase), plan, (gaps, before), now)
        before += clock.spent if plan.terms.priority_change == "less time spent" else 0
        if clock.replaced is None or clock.promise is not None:
            yield clock


@dataclass(frozen=True, slots=True)
class _Case:
    """What is judged: one run of one target under one priority."""

    ticket: Ticket
    kind: TargetKind
    run: Run
    phase: _Phase


def _phases(ticket: Ticket, run: Run, start: int) -> Iterator[_Phase]:
    """The priorities under which a run went on; what changes after it has stopped no longer concerns it."""
    ended = run.stop
    changes = [mark for mark in ticket.priorities if mark[0] > start and (ended is None or mark[0] <= ended)]
    at_start = [name for at, name in ticket.priorities if at <= start]
    marks = [(start, at_start[-1]), *changes]
    for index, (at, name) in enumerate(marks):
        yield _Phase(name, at, marks[index + 1][0] if index + 1 < len(marks) else None)


def _gaps(ticket: Ticket, plan: SupportPlan, kind: TargetKind, run: Run) -> tuple[tuple[int, int | None], ...]:
    """The stretches in which the clock stands still: named pauses, and the time while the ticket was closed."""
    if kind not in plan.terms.paused_targets or not plan.terms.pauses:
        return run.gaps
    waits = ((p.start, p.end) for p in ticket.pauses if p.state in plan.terms.pauses)
    return (*run.gaps, *waits)


def _judged(case: _Case, plan: SupportPlan, told: tuple[tuple[tuple[int, int | None], ...], int], now: int) -> Clock:
    gaps, before = told
    ticket, run, phase = case.ticket, case.run, case.phase
    promise = plan.promises.get((phase.priority, case.kind))
    start = phase.start if plan.terms.priority_change != "from opening" or run.start is None else run.start
    merged = ticket.merged[0] if ticket.merged else None
    stop = run.stop if phase.change is None else None
    if promise is None:
        return Clock(
            ticket.id, case.kind, run.number, phase.priority, None, start, None, stop, run.how if stop else "",
            "no target", replaced=phase.change,
        )  # fmt: skip
    end = _first(run.stop, phase.change, merged)
    running = running_of(promise, start, end, gaps, before)
    spent = running.spent(now if end is None else end)
    verdict = _verdict(running.due, stop, phase.change, merged, now, open_gap(gaps, now) and end is None)
    return Clock(
        ticket.id, case.kind, run.number, phase.priority, promise, start, running.due, stop, run.how if stop else "", verdict,
        spent=spent, left=running.target - before - spent,
        paused=0, late=None, replaced=phase.change, running=running,
    )
