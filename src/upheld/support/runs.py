"""When the clock of each target is set going and what stops it: one run per answer, update or solution that is owed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from upheld.agreements.terms.support import Plan, Support, TargetKind
from upheld.support.events import INTERNAL
from upheld.support.ticket import Mark, Ticket
from upheld.timeline.spans import Pair


@dataclass(frozen=True, slots=True)
class Run:
    """One thing owed: from `start` until `stop` (None while it is still owed), by `how`; `gaps` is time not counted.

    `number` is 1 for the first of its kind on the ticket. Instants are epoch seconds. `start` is None where
    the clock starts with the response and there was none yet. `order` is the place of what stopped it among the
    ticket's events.
    """

    number: int
    start: int | None
    stop: int | None
    how: str = ""
    gaps: tuple[Pair, ...] = ()
    order: int | None = None


def answers(support: Support, how: str) -> bool:
    """Whether a message sent in this way reached the customer as the agreement asks."""
    return how in support.responses if support.responses else how not in {"", INTERNAL}


@dataclass(frozen=True, slots=True)
class Rules:
    """What of a plan decides about starting and stopping."""

    support: Support
    plan: Plan

    def answers(self, how: str) -> bool:
        """Whether a message sent in this way reached the customer as the agreement asks."""
        return answers(self.support, how)

    def ends(self, kind: TargetKind) -> Collection[str]:
        """The events that stop the clock of a solution. A closed ticket owes nothing more."""
        if kind == "workaround":
            return {"worked_around", "fixed", "resolved", "closed"}
        return {"closed", *(name.replace(" ", "_") for name in self.support.resolved_by)}


def runs_of(ticket: Ticket, kind: TargetKind, rules: Rules, starts: str = "opening") -> tuple[Run, ...]:
    """Every run of one target on a ticket, in order; `starts` is what sets the first one going."""
    answered = _answers(ticket, rules)
    if kind == "response":
        return (_response(ticket, answered, rules),)
    stretches = _stretches(ticket.opened, ticket.turns, rules.ends(kind))
    if rules.plan.reopening == "first close stands":
        stretches = stretches[:1]
    if starts == "response":
        stretches = _from_response(stretches, answered)
    if kind == "update":
        return _numbered(_updates(stretches, answered))
    return _numbered(stretches if rules.plan.reopening == "new clock" else [_joined(stretches)])


def _answers(ticket: Ticket, rules: Rules) -> list[Mark]:
    return [message for message in ticket.messages if rules.answers(message.what)]


def _response(ticket: Ticket, answered: list[Mark], rules: Rules) -> Run:
    """Once given it is never owed again; time between a close and its reopening does not count."""
    first = answered[0] if answered else None
    gaps: tuple[Pair, ...] = ()
    if rules.plan.reopening == "same clock":
        gaps = _joined(_stretches(ticket.opened, ticket.turns, rules.ends("resolution"))).gaps
    if first is None:
        return Run(1, ticket.opened, None, "", gaps)
    return Run(1, ticket.opened, first.at, first.what, gaps, first.order)


def _stretches(opened: int, turns: Iterable[Mark], ends: Collection[str]) -> list[Run]:
    """From opening or reopening to the event that ends it, time and again."""
    found: list[Run] = []
    start: int | None = opened
    for turn in turns:
        if start is not None and turn.what in ends:
            found.append(Run(0, start, turn.at, turn.what, order=turn.order))
            start = None
        elif start is None and turn.what == "reopened":
            start = turn.at
    return found if start is None else [*found, Run(0, start, None)]


def _joined(stretches: list[Run]) -> Run:
    """One clock over all stretches, the time between them cut out."""
    gaps = ((one.stop, two.start) for one, two in pairwise(stretches))
    closed = tuple((stop, start) for stop, start in gaps if stop is not None and start is not None and stop < start)
    return replace(stretches[-1], start=stretches[0].start, gaps=closed)


def _from_response(stretches: list[Run], answered: list[Mark]) -> list[Run]:
    """The first stretch begins with the response; solved before it, it took no time."""
    first, *rest = stretches
    at = answered[0].at if answered else None
    start = first.stop if at is None or (first.stop is not None and first.stop < at) else at
    return [replace(first, start=start), *rest]


def _updates(stretches: list[Run], answered: list[Mark]) -> Iterator[Run]:
    """A run from each public message to the next, and to the end of the stretch."""
    for stretch in stretches:
        if stretch.start is None:
            yield stretch
            continue
        start = stretch.start
        for message in answered:
            if start < message.at and (stretch.stop is None or message.at < stretch.stop):
                yield Run(0, start, message.at, message.what, order=message.order)
                start = message.at
        yield replace(stretch, start=start)


def _numbered(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(replace(run, number=number) for number, run in enumerate(runs, 1))
