"""A whole ticket history judged by an agreement: every ticket's clocks, and each that is left out with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import TargetKind
from upheld.problems import Problem
from upheld.support.clock import Clock
from upheld.support.entering import entered
from upheld.support.events import Event, as_of
from upheld.support.history import History
from upheld.support.judging import clocks_of
from upheld.support.promises import SupportPlan, plan_ready

Terms = Callable[[str], tuple[Agreement, tuple[Problem, ...]]]
"""The agreement as it binds an account (empty: the common text), and what is wrong with that account's own terms."""


@dataclass(frozen=True, slots=True)
class JudgedTicket:
    """One ticket with its clocks; `left_out` says why it leaves the figures, empty where it counts."""

    ticket: str
    plan: str
    account: str
    opened: int
    clocks: tuple[Clock, ...]
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class NotJudged:
    """A ticket that the agreement gives no clock: the reason (the same for like cases) and what is wrong, with clause."""

    ticket: str
    reason: str
    what: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A history as judged at `now` (epoch seconds). `tells`: the targets that its source can judge."""

    now: int
    tickets: tuple[JudgedTicket, ...]
    not_judged: tuple[NotJudged, ...]
    tells: tuple[TargetKind, ...]


def replay(history: History, terms: Terms, now: int, plan: str = "") -> tuple[Replay | None, tuple[Problem, ...]]:
    """Judge every ticket by the plan in force when it was opened, as things stand at `now`.

    `plan` holds where a ticket and its account name none. Problems are open questions of the plans that are needed:
    nothing is judged until they are decided.
    """
    judging = _Replaying(terms, now, plan)
    for ticket, events in history.tickets.items():
        judging.take(ticket, as_of(events, now), known=bool(events))
    if judging.problems:
        return None, tuple(dict.fromkeys(judging.problems))
    told = tuple(_told(judged, history.tells) for judged in judging.judged)
    return Replay(now, told, tuple(judging.left), history.tells), ()


class _Replaying:
    """Judges tickets one after the other; plans and accounts are looked up once."""

    def __init__(self, terms: Terms, now: int, plan: str) -> None:
        self.terms = cache(terms)
        self.now = now
        self.plan = plan
        self.judged: list[JudgedTicket] = []
        self.left: list[NotJudged] = []
        self.problems: list[Problem] = []
        self.plans: dict[tuple[str, str], SupportPlan | None] = {}

    def take(self, ticket: str, events: tuple[Event, ...], *, known: bool) -> None:
        if known and not events:
            self.left.append(NotJudged(ticket, "later than the time of judging", "its first event is later"))
            return
        account = next((event.opening.account for event in events if event.opening), "")
        agreement, faults = self.terms(account)
        self.problems.extend(faults)
        entry, problems = entered(agreement, ticket, events, self.plan)
        if entry is None:
            self.left.extend(NotJudged(ticket, problem.code, problem.what) for problem in problems[:1])
            return
        plan = self.plan_of(agreement, account, entry.opening.plan)
        if plan is not None:
            excluded = entry.excluded[1] if entry.excluded else "merged" if entry.merged else ""
            clocks = clocks_of(entry, plan, self.now)
            self.judged.append(JudgedTicket(ticket, plan.name, account, entry.opened, clocks, excluded))

    def plan_of(self, agreement: Agreement, account: str, name: str) -> SupportPlan | None:
        own = account if account in agreement.text.accounts else ""
        if (own, name) not in self.plans:
            self.plans[own, name], problems = plan_ready(agreement, name)
            self.problems.extend(problems)
        return self.plans[own, name]


def _told(judged: JudgedTicket, tells: Iterable[TargetKind]) -> JudgedTicket:
    """Only the clocks that the source can judge: nothing is said about others."""
    if all(clock.kind in tells for clock in judged.clocks):
        return judged
    clocks = tuple(clock for clock in judged.clocks if clock.kind in tells)
    return JudgedTicket(judged.ticket, judged.plan, judged.account, judged.opened, clocks, judged.left_out)
