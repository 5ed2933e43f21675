"""From a ticket and its plan to its clocks: pauses, reopening and changes of priority as the plan says."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from upheld.agreements.terms.support import TargetKind
from upheld.support.clock import Clock, Verdict
from upheld.support.promises import KINDS, Promise, SupportPlan
from upheld.support.running import Gap, Running, clipped, running_of
from upheld.support.runs import Rules, Run, runs_of
from upheld.support.ticket import Ticket


def clocks_of(ticket: Ticket, plan: SupportPlan, now: int, kinds: Collection[TargetKind] = KINDS) -> tuple[Clock, ...]:
    """Every clock of a ticket as it stands at `now` (epoch seconds), by kind, then in order of time.

    `plan` is the one in force when the ticket was opened. A clock that a change of priority replaced stays on
    record: missed where it had been by then, else `replaced`. The ticket holds only what had happened by
    `now`; only the given kinds of targets are looked at.
    """
    rules = Rules(plan.support, plan.terms)
    found: list[Clock] = []
    for kind in plan.kinds:
        if kind not in kinds:
            continue
        promise = plan.promises.get((ticket.priority, kind))
        for run in runs_of(ticket, kind, rules, promise.starts if promise else "opening"):
            found.extend(_Judging(ticket, plan, kind, run, now).clocks())
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Phase:
    """The part of a run under one priority: from `start` until `change` (None for the last)."""

    priority: str
    start: int
    change: int | None


@dataclass(frozen=True, slots=True)
class _Judging:
    """One thing owed on one ticket."""

    ticket: Ticket
    plan: SupportPlan
    kind: TargetKind
    run: Run
    now: int

    def clocks(self) -> Iterator[Clock]:
        """One clock per priority under which it was owed."""
        if self.run.start is None:
            yield self.not_started()
            return
        before = 0
        for phase in self.phases(self.run.start):
            promise = self.plan.promises.get((phase.priority, self.kind))
            if promise is not None:
                clock = self.clock(promise, phase, before)
                before += clock.spent if self.plan.terms.priority_change == "less time spent" else 0
                yield clock
            elif phase.change is None:
                yield self.without_target(phase)

    def not_started(self) -> Clock:
        promise = self.plan.promises.get((self.ticket.priority, self.kind))
        verdict: Verdict = "not started" if promise else "no target"
        left = promise.seconds if promise else None
        return Clock(
            self.ticket.id,
            self.kind,
            self.run.number,
            self.ticket.priority,
            verdict,
            left=left,
            promise=promise,
        )

    def without_target(self, phase: _Phase) -> Clock:
        return Clock(
            self.ticket.id, self.kind, self.run.number, phase.priority, "no target", self.run.start,
            phase.start, stopped=self.run.stop, how=self.run.how,
        )  # fmt: skip

    def clock(self, promise: Promise, phase: _Phase, before: int) -> Clock:
        """The clock of one phase, having spent `before` seconds on those of earlier phases."""
        start = phase.start if self.plan.terms.priority_change != "from opening" else self.run.start
        assert start is not None  # noqa: S101 - a run that has not started has no phases
        end = self.end(phase)
        waits = self.waits()
        running = running_of(promise, start, clipped((*self.run.gaps, *waits), start, end), before)
        until = self.now if end is None else end
        spent = running.spent(until)
        stopped = self.run.stop if phase.change is None else None
        verdict = self.verdict(running, phase, waits)
        return Clock(
            self.ticket.id, self.kind, self.run.number, phase.priority, verdict, start, phase.start, running.due,
            stopped, self.run.how if stopped is not None else "", phase.change, spent, running.goal - spent,
            _total(clipped(waits, start, until)), _late(running, until, verdict), promise, running,
        )  # fmt: skip

    def phases(self, start: int) -> Iterator[_Phase]:
        """The priorities under which it was owed; what changes after it has stopped no longer concerns it."""
        stop = self.run.order
        known = [mark for mark in self.ticket.priorities if stop is None or mark.order < stop]
        held = [mark for mark in known if mark.at <= start]
        marks = [(start, held[-1].what), *((mark.at, mark.what) for mark in known if start < mark.at)]
        for (at, name), following in zip(marks, [*marks[1:], None], strict=True):
            yield _Phase(name, at, following[0] if following else None)

    def end(self, phase: _Phase) -> int | None:
        """When the clock of a phase stops running for good: stopped, replaced or merged away."""
        merged = self.ticket.merged[0] if self.ticket.merged else None
        return min((at for at in (self.run.stop, phase.change, merged) if at is not None), default=None)

    def waits(self) -> tuple[Gap, ...]:
        """The time in which the ticket waited in a state that the plan names, where this target pauses at all."""
        states = self.plan.terms.pauses
        if not states or self.kind not in self.plan.terms.paused_targets:
            return ()
        return tuple((pause.start, pause.end) for pause in self.ticket.pauses if pause.state in states)

    def verdict(self, running: Running, phase: _Phase, waits: tuple[Gap, ...]) -> Verdict:
        """Kept if the event is at or before `due`; what was missed stays missed."""
        end = self.end(phase)
        if running.due is not None and running.due < (self.now if end is None else end):
            return "missed"
        if end is None:
            return "paused" if any(closes is None for _, closes in waits) else "running"
        if end == phase.change:
            return "replaced"
        return "kept" if end == self.run.stop else "merged"


def _late(running: Running, until: int, verdict: Verdict) -> int | None:
    return until - running.due if verdict == "missed" and running.due is not None else None


def _total(gaps: tuple[Gap, ...]) -> int:
    return sum(end - start for start, end in gaps if end is not None)
