"""What is owed because time passes: warnings before a deadline, the breach, and the levels of escalation after it."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from upheld.agreements.agreement import Agreement
from upheld.agreements.questions import open_questions
from upheld.agreements.terms.support import EscalationLevel
from upheld.agreements.text import Path
from upheld.agreements.words import Unstated
from upheld.problems import Problem
from upheld.support.clock import Clock
from upheld.support.counting import counting
from upheld.support.promises import Promise, SupportPlan
from upheld.support.running import Running
from upheld.support.runs import Rules
from upheld.support.ticket import Ticket
from upheld.wording import say

StepKind = Literal["warning", "breach", "escalation"]


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """One thing to do for a ticket, due at `at` (epoch seconds).

    `key` is the same however often it is computed, whatever becomes of the deadline: it names the ticket, the
    target, its number and the level, so that whoever keeps the keys that were done does each step once.
    `level` is the share of a warning, or the number of a level of escalation; `to` is who is told.
    """

    at: int
    key: str
    kind: StepKind
    ticket: str
    target: str
    priority: str
    level: str = ""
    to: str = ""


def steps_owed(
    ticket: Ticket, clocks: tuple[Clock, ...], plan: SupportPlan, now: int, done: Collection[str] = ()
) -> tuple[Step, ...]:
    """The steps that have fallen due by `now` and whose keys are not among `done`, in order of time.

    A warning is owed at a share of the promised time, as the clock counts it; it moves with pauses. A step
    that was due before a change of priority or before now is owed at once, and once. A level is called off by
    what the agreement names if that had happened by the level's instant. Excluded and merged tickets owe
    nothing.
    """
    return tuple(step for step in steps_ahead(ticket, clocks, plan) if step.at <= now and step.key not in done)


def steps_ahead(ticket: Ticket, clocks: tuple[Clock, ...], plan: SupportPlan) -> tuple[Step, ...]:
    """Every step of a ticket as things stand, past and to come, one per key, in order of time."""
    if ticket.excluded or ticket.merged:
        return ()
    steps: dict[str, Step] = {}
    for clock in clocks:
        for step in _steps(ticket, clock, plan):
            # The first clock that reaches a level owes it; a later one for the same target does not again.
            steps[step.key] = min(step, steps.get(step.key, step))
    return tuple(sorted(steps.values()))


def escalation_questions(agreement: Agreement, plan: str) -> tuple[Problem, ...]:
    """What the text leaves open about the levels of escalation; `steps_ahead` leaves such a level out."""
    terms = agreement.text.plan(plan)
    levels = terms.escalation if terms else ()
    asked = say("How long after the breach is this level told?")
    paths: Iterator[Path] = (("support", "plans", plan, "escalation", number, "at") for number in range(len(levels)))
    return open_questions(agreement, ((path, asked) for path in paths))


def _steps(ticket: Ticket, clock: Clock, plan: SupportPlan) -> Iterator[Step]:
    if clock.running is None or clock.promise is None:
        return
    ended = clock.replaced if clock.stopped is None else clock.stopped
    found = [*_warnings(clock, clock.running, plan), *_after_breach(ticket, clock, clock.promise, plan)]
    # What came too late by one second was breached all the same.
    broken = None if clock.due is None else clock.due + 1
    yield from (step for step in found if ended is None or step.at < ended or step.at == broken)


def _warnings(clock: Clock, running: Running, plan: SupportPlan) -> Iterator[Step]:
    """At each share of the goal; none where the deadline had passed when the clock was set."""
    for share in plan.terms.warn_at:
        reached = running.reached(math.ceil(share.value * running.goal))
        at = None if reached is None else max(reached, clock.since or reached)
        if at is not None and (clock.due is None or at < clock.due):
            yield _step(clock, at, "warning", str(share))


def _after_breach(ticket: Ticket, clock: Clock, promise: Promise, plan: SupportPlan) -> Iterator[Step]:
    """The breach and its levels; a deadline that a change of priority moved into the past is breached by the change."""
    if clock.due is None or clock.verdict in {"kept", "replaced"}:
        return
    since = clock.since or 0
    # At `due` itself the promise is still kept; the first second after it is the breach.
    breach = max(clock.due + 1, since)
    yield _step(clock, breach, "breach")
    levels = () if clock.priority in plan.terms.never_escalated else plan.terms.escalation
    for number, level in enumerate(levels, 1):
        told = _level_instant(level, clock.due, promise, plan)
        if told is not None and (not level.on or clock.kind in level.on):
            at = max(told, since)
            if not _called_off(ticket, level, (breach, at), plan):
                yield _step(clock, at, "escalation", str(number), level.to)


def _level_instant(level: EscalationLevel, due: int, promise: Promise, plan: SupportPlan) -> int | None:
    if isinstance(level.at, Unstated):
        return None
    if level.at == "breach":
        return due + 1
    return counting(level.counted, promise.hours or plan.hours).add(due, level.at.seconds or 0)


def _called_off(ticket: Ticket, level: EscalationLevel, span: tuple[int, int], plan: SupportPlan) -> bool:
    """Whether what the level waits for had happened by its instant; only who takes it after the breach took it."""
    breach, at = span
    if level.unless == "taken":
        return any(breach <= when <= at for when, _ in ticket.taken)
    rules = Rules(plan.support, plan.terms)
    answered = (said.at for said in ticket.messages if rules.answers(said.what))
    return level.unless == "acknowledged" and any(when <= at for when in answered)


def _step(clock: Clock, at: int, kind: StepKind, level: str = "", to: str = "") -> Step:
    key = "/".join(part for part in (clock.ticket, clock.kind, str(clock.number), kind, level) if part)
    return Step(at, key, kind, clock.ticket, clock.kind, clock.priority, level, to)
