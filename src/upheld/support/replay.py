"""A whole ticket history judged by an agreement: every ticket's clocks, and each that is left out with its reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import TargetKind
from upheld.problems import Problem
from upheld.support.clock import Clock
from upheld.support.entering import entered
from upheld.support.events import Event, as_of
from upheld.support.history import History
from upheld.support.judging import clocks_of
from upheld.support.promises import SupportPlan, plan_ready
from upheld.support.ticket import Ticket

Terms = Callable[[str, int], tuple[Agreement, tuple[Problem, ...]]]
"""(account or empty, opening in epoch seconds) -> the agreement that binds, and why it cannot be used.

A problem with a `code` keeps one ticket from being judged (no version in force); one without is a fault of
the text. The same agreement is the same object at every call.
"""


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
    """A ticket that the agreement gives no clock: the reason (the same for like cases), and what is wrong."""

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

    `plan` holds where a ticket and its account name none. Problems are open questions of the plans that are
    needed: nothing is judged until they are decided.
    """
    judging = _Replaying(terms, now, plan, history.tells)
    for ticket, events in history.tickets.items():
        judging.take(ticket, as_of(events, now), rows=len(events))
    if judging.problems:
        return None, tuple(dict.fromkeys(judging.problems))
    return Replay(now, tuple(judging.judged), tuple(judging.left), history.tells), ()


class _Replaying:
    """Judges tickets one after the other; plans and accounts are looked up once."""

    def __init__(self, terms: Terms, now: int, plan: str, tells: tuple[TargetKind, ...]) -> None:
        self.terms = terms
        self.now = now
        self.plan = plan
        self.tells = tells
        self.judged: list[JudgedTicket] = []
        self.left: list[NotJudged] = []
        self.problems: list[Problem] = []
        self.plans: dict[tuple[int, str], SupportPlan | None] = {}

    def take(self, ticket: str, events: tuple[Event, ...], rows: int) -> None:
        """Judge a ticket by its events until now; `rows` is how many of its rows could be used at all."""
        if not rows:
            self.left.append(NotJudged(ticket, "no usable row", "none of its rows can be used"))
            return
        if not events:
            self.left.append(NotJudged(ticket, "later than the time of judging", "its first event is later"))
            return
        first = next((event for event in events if event.kind == "opened"), events[0])
        agreement, faults = self.terms(first.opening.account if first.opening else "", first.at)
        entry, problems = (None, faults) if faults else entered(agreement, ticket, events, self.plan)
        if entry is None:
            self.problems.extend(problem for problem in problems if not problem.code)
            self.left.extend(NotJudged(ticket, problem.code, problem.what) for problem in problems[:1])
            return
        plan = self.plan_of(agreement, entry.opening.plan)
        if plan is not None:
            self.judged.append(self.verdict(entry, plan))

    def verdict(self, ticket: Ticket, plan: SupportPlan) -> JudgedTicket:
        left_out = ticket.excluded[1] if ticket.excluded else "merged" if ticket.merged else ""
        clocks = clocks_of(ticket, plan, self.now, self.tells)
        return JudgedTicket(ticket.id, plan.name, ticket.opening.account, ticket.opened, clocks, left_out)

    def plan_of(self, agreement: Agreement, name: str) -> SupportPlan | None:
        # By identity: the same agreement comes back for every ticket, and comparing its whole text would cost more.
        key = (id(agreement), name)
        if key not in self.plans:
            self.plans[key], problems = plan_ready(agreement, name)
            self.problems.extend(problems)
        return self.plans[key]
