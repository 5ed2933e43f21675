"""How a ticket stands: its events and its agreement, judged by the core at an instant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from upheld.agreements.agreement import Agreement
from upheld.agreements.terms.support import TargetKind
from upheld.problems import Place, Problem, Refused
from upheld.server.contracts.binding import version_bound
from upheld.server.contracts.stored import Known, plan_bound
from upheld.server.desk.facts import CORE_KINDS, answered_once, core_events
from upheld.server.desk.models import CHANGE_REQUEST, Ticket, TicketEvent
from upheld.support import ticket as core
from upheld.support.clock import Clock, next_due
from upheld.support.entering import entered
from upheld.support.events import Event, as_of
from upheld.support.judging import clocks_of
from upheld.support.promises import KINDS, SupportPlan
from upheld.support.runs import answers
from upheld.support.steps import Step, steps_ahead

_NOT_ENTITLED = "not entitled"


@dataclass(frozen=True)
class Standing:
    """A ticket as its events make it, at `now` (UTC epoch seconds).

    `folded` is None, and there are no clocks, where support is not owed for it; `refusal` says why then. `plan` is the
    one that it is judged by, None where none is.
    `state` is one of `desk.models.STATES`.
    """

    agreement: Agreement
    folded: core.Ticket | None
    clocks: tuple[Clock, ...]
    now: int
    state: str
    plan: SupportPlan | None = None
    refusal: Problem | None = None

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The warnings, breaches and levels of escalation, past and to come; worked out once somebody asks."""
        return steps_ahead(self.folded, self.clocks, self.plan) if self.folded and self.plan else ()

    @property
    def priority(self) -> str:
        """The priority that it has now; empty where it has none."""
        return self.folded.priority if self.folded else ""

    @property
    def next_due(self) -> int | None:
        """When the first open clock falls due."""
        first = next_due(self.clocks)
        return first.due if first else None

    def next_step(self, done: Iterable[str]) -> int | None:
        """When the next step falls due whose key is not among `done`."""
        keys = frozenset(done)
        return next((step.at for step in self.steps if step.key not in keys), None)


def standing_of(ticket: Ticket, now: int) -> Standing:
    """How a stored ticket stands; its row comes with `account` and `version`. Raises `upheld.Refused`."""
    return standing(ticket, judged_events(ticket), now)


def judged_events(ticket: Ticket) -> tuple[TicketEvent, ...]:
    """What a stored ticket is judged by, in order; the thousands of messages that it may have are not read."""
    return tuple(ticket.events.filter(kind__in=CORE_KINDS).order_by("sequence"))


def standing(ticket: Ticket, rows: Iterable[TicketEvent], now: int) -> Standing:
    """How a ticket with these events stands. Raises `upheld.Refused` with what the agreement refuses of them."""
    agreement = version_bound(ticket.version_id, ticket.version.digest, ticket.account.slug)
    stored = tuple(rows)
    refusal = _refusal_told(opening_said(stored))
    if refusal is not None:
        return Standing(agreement, None, (), now, _NOT_ENTITLED, refusal=refusal)
    # What is dated a moment ahead (another machine's clock) still belongs to a ticket that is being opened.
    support = agreement.text.support
    told = answered_once(stored, lambda how: support is not None and answers(support, how))
    events = as_of(core_events(told), max(now, ticket.opened_at))
    if not ticket.plan or ticket.kind == CHANGE_REQUEST:
        return _without_plan(agreement, str(ticket.number), events, now)
    folded, problems = entered(agreement, str(ticket.number), events, ticket.plan)
    if folded is None:
        return _not_entitled(agreement, problems, now)
    known = Known(ticket.version_id, ticket.version.digest)
    priorities = frozenset(mark.what for mark in folded.priorities)
    plan = plan_bound(known, ticket.account.slug, folded.opening.plan, priorities)
    clocks = clocks_of(folded, plan, now, _told(opening_said(stored)))
    return Standing(agreement, folded, clocks, now, state_of(folded), plan)


def state_of(folded: core.Ticket) -> str:
    """The state that a ticket's events amount to."""
    if folded.merged:
        return "merged"
    last = next((turn.what for turn in reversed(folded.turns) if turn.what != "worked_around"), "reopened")
    if last == "closed":
        return "closed"
    if last in {"fixed", "resolved"}:
        return "solved"
    return "waiting" if any(pause.end is None for pause in folded.pauses) else "open"


def opening_said(rows: Iterable[TicketEvent]) -> dict[str, object]:
    """The data of the event that opens the ticket."""
    return next((dict(row.data) for row in rows if row.kind == "opened"), {})


def _told(data: dict[str, object]) -> tuple[TargetKind, ...]:
    """The targets that can be judged: all, but those that the log of another desk says nothing of."""
    tells = data.get("tells")
    return tuple(kind for kind in KINDS if kind in tells) if isinstance(tells, list) else KINDS


def _without_plan(agreement: Agreement, ticket: str, events: tuple[Event, ...], now: int) -> Standing:
    """A ticket without promised times (its agreement has none, or it asks for a change): it is worked on."""
    folded = core.fold(ticket, events)
    return Standing(agreement, folded, (), now, state_of(folded))


def _refusal_told(data: dict[str, object]) -> Problem | None:
    """Why support was not owed when the ticket was opened, where its opening says so."""
    said = data.get("not_entitled")
    clause = str(data.get("clause", ""))
    return Problem(Place("request"), "account", str(said), code=_NOT_ENTITLED, clause=clause) if said else None


def _not_entitled(agreement: Agreement, problems: tuple[Problem, ...], now: int) -> Standing:
    refusal = next((problem for problem in problems if problem.code == _NOT_ENTITLED), None)
    if refusal is None or len(problems) > 1:
        raise Refused(problems)
    return Standing(agreement, None, (), now, _NOT_ENTITLED, refusal=refusal)
